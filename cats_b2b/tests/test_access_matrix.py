from odoo.tests import tagged

from .access_matrix import CELLS
from .access_ways import AccessWays


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessWays):
    """USR-4: "Rights hold everywhere, not only on pages"."""

    def test_cells(self):
        """USR-4: every actor gets of every document, by every way, what is his."""
        import time
        from collections import Counter
        t = Counter(); n = Counter(); red = {}
        for cell in CELLS:
            a = time.time()
            red |= self._find_red([cell])
            t[cell.way.name] += time.time()-a; n[cell.way.name]+=1
        for k, v in t.most_common(): print("TIME", k, n[k], round(v, 2), round(1000*v/n[k],1))
        print("TOTAL", sum(t.values()))
        open("/tmp/matrix.red","w").write("\n".join(f"{k}: {v}" for k, v in red.items()))
        self.assertEqual(red, {})
