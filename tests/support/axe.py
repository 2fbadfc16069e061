"""What axe-core finds on a page that is open: WCAG 2.2, levels A and AA, and axe's own good practices."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from ivr.folders import assets_folder

RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((each) => [each.id, each.help, each.nodes.map((node) => node.html.slice(0, 160))]);
}"""


@cache
def program() -> str:
    return (assets_folder(Path(sys.prefix)) / "axe.js").read_text()


def faults_of(page: Any) -> list[str]:
    """One sentence for each rule that is broken, with the elements."""
    page.evaluate(program())
    return [f"{rule}: {help_}: {'; '.join(nodes[:4])}" for rule, help_, nodes in page.evaluate(RUN)]
