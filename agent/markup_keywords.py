"""Which words of which language are its own."""

from __future__ import annotations

KEYWORDS = {
    "none": "true false null",
    "c": "auto bool break case char class const constexpr continue default delete do double else "
    "enum explicit extern false float for friend goto if inline int long namespace new noexcept "
    "nullptr operator override private protected public return short signed sizeof static struct "
    "switch template this throw true try catch typedef typename union unsigned using virtual void "
    "volatile while NULL",
    "java": "abstract as async await base bool boolean break byte case catch char class const "
    "continue decimal default delegate do double else enum event extends false final finally float "
    "for foreach if implements import in instanceof int interface internal is lock long namespace "
    "new null object out override package private protected public readonly record ref return "
    "sealed short static string super switch synchronized this throw throws true try using var "
    "virtual void volatile while yield",
    "javascript": "abstract any as async await boolean break case catch class const continue "
    "debugger declare default delete do else enum export extends false finally for from function "
    "if implements import in instanceof interface let namespace never new null number of private "
    "protected public readonly return satisfies set static string super switch this throw true try "
    "type typeof undefined unknown var void while yield",
    "go": "any bool break byte case chan const continue default defer else error fallthrough false "
    "float64 for func go goto if import int int64 interface iota map nil package range return rune "
    "select string struct switch true type uint8 var",
    "rust": "Self as async await bool box break char const continue crate dyn else enum extern "
    "false fn for i32 i64 if impl in let loop match mod move mut pub ref return self static str "
    "struct super trait true type u32 u64 u8 unsafe use usize where while",
    "swift": "actor as async await break case catch class companion const continue data default "
    "defer deinit do else enum extension false final for fun func guard if import in init inout "
    "interface internal is lateinit let match nil null object open override package private "
    "protocol public return sealed self static struct super suspend switch this throw throws trait "
    "true try type typealias val var when where while with",
    "php": "abstract array as break case catch class clone const continue default do echo else "
    "elseif extends false final finally fn for foreach function if implements include instanceof "
    "interface match namespace new null print private protected public readonly require return "
    "static switch throw trait true try use var while yield",
    "python": "False None True and as assert async await break case class continue def del elif "
    "else except finally for from global if import in is lambda match nonlocal not or pass raise "
    "return self try while with yield",
    "ruby": "alias and begin break case class def defmodule defp do else elsif end ensure false fn "
    "for if in module next nil not or redo require rescue retry return self super then true undef "
    "unless until when while yield",
    "shell": "alias break case cd continue do done echo elif else esac eval exec exit export false "
    "fi for function if in local read return set shift source sudo test then trap true unset until "
    "while",
    "perl": "FALSE NULL TRUE break do else elsif for foreach function if in last library local my "
    "next our package print repeat require return sub undef unless until use while",
    "docker": "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL USER "
    "VOLUME WORKDIR define else endif export ifdef ifeq ifneq include",
    "sql": "add all alter and as asc begin between by case cast check column commit constraint "
    "create cross database default delete desc distinct drop else end exists explain false foreign "
    "from full function grant group having if in index inner insert into is join key left like "
    "limit not null offset on or order outer over partition primary references returning right "
    "rollback select set table then transaction true union unique update using values view when "
    "where with",
    "lua": "and break case class data deriving do else elseif end false for function if import in "
    "instance let local module newtype nil not of or repeat return then true type until where "
    "while",
    "yaml": "true false null yes no on off",
    "graphql": "enum false fragment implements input interface mutation null on query scalar "
    "schema subscription true type union message optional package repeated required rpc service "
    "syntax",
}

_FAMILIES = {
    ("slashes", "none"): "json jsonc json5",
    ("slashes", "c"): "c h cc cpp c++ hpp objc objective-c",
    ("slashes", "java"): "java cs csharp c# groovy",
    ("slashes", "javascript"): "js javascript jsx mjs ts tsx typescript",
    ("slashes", "go"): "go golang",
    ("slashes", "rust"): "rs rust zig",
    ("slashes", "swift"): "swift kotlin kt scala dart",
    ("slashes", "php"): "php",
    ("hashes", "python"): "py python python3 pycon",
    ("hashes", "ruby"): "rb ruby elixir ex crystal",
    ("hashes", "shell"): "sh bash shell zsh fish console shell-session powershell ps1",
    ("hashes", "perl"): "perl pl r",
    ("hashes", "docker"): "docker dockerfile make makefile",
    ("hashes", "graphql"): "graphql proto protobuf",
    ("keys", "yaml"): "yaml yml toml ini conf nginx properties hcl terraform tf env",
    ("dashes", "sql"): "sql sqlite postgresql postgres mysql plsql",
    ("dashes", "lua"): "lua haskell hs elm",
    ("styles", "none"): "css scss less",
    ("tags", "none"): "html xml svg vue xhtml",
    ("changes", "none"): "diff patch",
}

FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split()}
