"""What is in a text of Markdown, as its parser sees it: never in blocks of code."""

import re

from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)


def blocks(text):
    """Return the tokens of a text, those inside of paragraphs too."""
    return [inner for token in PARSER.parse(text) for inner in [token, *(token.children or [])]]


def headings(text):
    """Return all headings, as (level, text)."""
    tokens = PARSER.parse(text)
    return [
        (int(token.tag[1:]), inline.content)
        for token, inline in zip(tokens, tokens[1:])
        if token.type == "heading_open"
    ]


def targets(text):
    """Return where links and pictures lead."""
    found = [token.attrGet("href") or token.attrGet("src") for token in blocks(text)]
    html = " ".join(token.content for token in blocks(text) if token.type.startswith("html"))
    return [target for target in found if target] + re.findall(r'(?:src|href)="([^"]+)', html)


def images(text):
    """Return all pictures, as (alternative text, address)."""
    return [(t.content, t.attrGet("src")) for t in blocks(text) if t.type == "image"]


def fenced(text):
    """Return the blocks of code, as (language, code), those inside of <details> too."""
    return [(token.info, token.content) for token in PARSER.parse(text) if token.type == "fence"]


def prose(text, code=False, links=True, formulas=False):
    """Return the words of a text: no addresses, no tags; code, the words of links, and formulas
    only if asked for."""
    words, inside_link = [], False
    for token in blocks(text):
        if token.type in ("link_open", "link_close"):
            inside_link = token.type == "link_open"
        elif inside_link and not links:
            continue
        elif token.type == "text" or (code and token.type in ("code_inline", "fence")):
            words.append(token.content)
        elif token.type == "code_inline":
            words.append("`")  # a formula does not reach over code
        elif token.type in ("softbreak", "inline"):
            words.append("\n")
    found = "".join(words)
    return found if formulas else FORMULA.sub(" ", found)


def formulas(text):
    """Return all formulas, with their dollars."""
    plain = ""
    for token in PARSER.parse(text):
        if token.type == "inline":
            plain += re.sub(r"`[^`]*`", "", token.content) + "\n"
    return FORMULA.findall(plain)
