"""The README's command, where the reader's own settings stand in the way."""

import json
import sys

import pytest

from tests.browser.jupyter import opened, readme_arguments, running
from tests.support.course import NOTEBOOKS, read

pytestmark = pytest.mark.browser


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="the README's command makes a .venv")
def test_an_older_kernel_and_a_proxy_of_the_user_do_no_harm(
    browser, project, tmp_path, monkeypatch
):
    """It opens the first notebook, which runs on the Python of its own environment."""
    for data in [".local/share/jupyter", "Library/Jupyter", "AppData/Roaming/jupyter"]:
        kernel = tmp_path / "home" / data / "kernels" / "python3" / "kernel.json"
        kernel.parent.mkdir(parents=True)
        program = {"argv": ["no-such-python"], "display_name": "Old", "language": "python"}
        kernel.write_text(json.dumps(program), "utf-8")
    for name in ["http_proxy", "https_proxy"]:
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nobody listens
    with running(readme_arguments(), project, tmp_path) as jupyter:
        start = f"{jupyter.address}?token={jupyter.token}"
        with opened(jupyter, browser, NOTEBOOKS[0], start) as learner:
            kinds = [cell.cell_type for cell in read(NOTEBOOKS[0]).cells]
            place = kinds.index("code")
            learner.write(place, "import sys; print(sys.prefix)")
            assert learner.run_cell(place).strip() == sys.prefix
