"""The domain of knowledge_server: accounts, knowledge, agents, rooms and messages."""
