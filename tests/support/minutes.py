"""How many minutes a notebook takes, by the rule with which its title and the README state them."""

import re

NOT_READ = r"(?s)<details.*?</details>|\[!?\[.*?\]\(.*?\)\]\(.*?\)|https?://\S+"


def reading(notebook):
    """140 words of prose a minute, without solutions that are folded away; 4 seconds for a line of
    code that is seen, without comments; 45 seconds for a picture."""
    words = lines = pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words += len(re.findall(r"\w[^\s|]*", re.sub(NOT_READ, "", cell.source)))
            continue
        pictures += sum("image/png" in output.get("data", {}) for output in cell.outputs)
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            lines += len(re.findall(r"(?m)^[ \t]*[^\s#]", cell.source))
    return round(words / 140 + lines * 4 / 60 + pictures * 0.75)


def exercises(notebook):
    """For the name of each exercise, the minutes that the text above its check states, or None."""
    stated = {}
    for position, cell in enumerate(notebook.cells):
        check = re.search(r"\w+\.(\w+)\.check\(", cell.source)
        if cell.cell_type == "code" and check:
            above = notebook.cells[max(position - 3, 0) : position]
            found = [re.search(r"about (\d+) minutes", c.source) for c in above[::-1]]
            stated[check[1]] = next((int(minutes[1]) for minutes in found if minutes), None)
    return stated
