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


def prose(text, code=False):
    """Return the words of a text: no code (unless asked for), addresses, tags or formulas."""
    words = []
    for token in blocks(text):
        if token.type == "text" or (code and token.type in ("code_inline", "fence")):
            words.append(token.content)
        elif token.type in ("softbreak", "inline", "td_open", "th_open"):
            words.append("\n")
        elif token.type == "code_inline":
            words.append("`")  # a formula does not reach over code
    return FORMULA.sub(" ", "".join(words))


def formulas(text):
    """Return all formulas, with their dollars."""
    plain = ""
    for token in PARSER.parse(text):
        if token.type == "inline":
            plain += re.sub(r"`[^`]*`", "", token.content) + "\n"
    return FORMULA.findall(plain)
