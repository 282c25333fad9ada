"""The knowledge base over HTTP."""

from __future__ import annotations

from tests.cast import House

ENTRY = {"title": "Kettles", "content": "A kettle boils at 100 degrees.", "tags": ["kitchen"]}


async def test_what_was_added_is_listed_found_and_answers(house: House) -> None:
    added = await house.bob.call("POST", "/knowledge/entries", ENTRY)
    assert added.status_code == 201
    entry = added.json()["entry"]
    listed = await house.carol.get("/knowledge/entries?limit=1")
    assert listed["entries"] == [entry]
    assert listed["total"] >= 1
    found = await house.carol.get("/knowledge/search?query=kettle")
    assert found["results"][0]["entry_id"] == entry["id"]
    body = {"query": "When does a kettle boil?", "domain": "general"}
    answer = (await house.carol.call("POST", "/query", body)).json()
    assert answer["success"]
    assert answer["result"]["found"]
    assert answer["result"]["sources"][0]["entry_id"] == entry["id"]
    assert answer["result"]["html"].startswith("<p>")
    assert answer["timestamp"].endswith("Z")


async def test_what_nobody_wrote_down_is_not_answered(house: House) -> None:
    body = {"query": "zyzzyva quuxification", "domain": "lawyer"}
    answer = (await house.carol.call("POST", "/query", body)).json()
    assert (answer["result"]["found"], answer["result"]["sources"]) == (False, [])


async def test_an_unknown_domain_is_named(house: House) -> None:
    answer = await house.carol.call("POST", "/query", {"query": "Hi", "domain": "cook"})
    assert (answer.status_code, answer.json()["field"]) == (422, "domain")


async def test_guests_and_the_projects_own_documents_are_refused(house: House) -> None:
    gina = await house.newcomer("gina", "guest")
    assert (await gina.call("POST", "/knowledge/entries", ENTRY)).status_code == 403
    for own in ({"source_type": "docs"}, {"source_url": "README.md"}, {"source_url": "docs/x.md"}):
        answer = await house.bob.call("POST", "/knowledge/entries", {**ENTRY, **own})
        assert answer.status_code == 403
