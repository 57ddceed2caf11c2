"""A pytest plugin: no claim of a notebook was near to failing, or to failing elsewhere.

After the cells of a notebook comes one more test, "margins": what its claims compared (see
helpers/claims.py) must be off the limit by at least a share of the larger of both.
"""

import json
from ast import literal_eval

import pytest

from tests.plugins import add_after_each_notebook

SHARE = 0.005
MADE = "__import__('json').dumps(__import__('helpers.claims').claims.made)"


def without_margin(made):
    """Return those claims, (text, value, limit), that are too near to their limit, in words."""
    return [
        f"{text!r}: {value:.6g} is hardly off {limit:.6g}"
        for text, value, limit in made
        if abs(value - limit) < SHARE * max(abs(value), abs(limit))
    ]


class Margins(pytest.Item):
    """Fails if a claim of its notebook has no margin to speak of."""

    def runtest(self):
        ask = {"user_expressions": {"made": MADE}, "silent": True, "reply": True, "timeout": 60}
        reply = self.parent.kernel.kc.execute("", **ask)["content"]
        made = json.loads(literal_eval(reply["user_expressions"]["made"]["data"]["text/plain"]))
        found = without_margin(made) if made else ["it makes no claim"]
        if found:
            pytest.fail(f"{self.path.name}: " + "; ".join(found), pytrace=False)

    def reportinfo(self):
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    add_after_each_notebook(items, Margins, "margins")
