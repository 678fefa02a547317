from collections import Counter
import os
from hypothesis import settings, Phase, HealthCheck
from hypothesis.stateful import run_state_machine_as_test
from tests.walk import test_walk as w
from tests.walk.life import Life, District
from tests.walk.invariants import broken

FOUND = {}
class Dev(w.Walk):
    def the_law_holds(self):
        d = District()
        for pk in self.hazards:
            for words in broken(Life(pk, d)):
                head, road = words.split(" [", 1)
                key = head
                n, r = FOUND.get(key, (0, road))
                FOUND[key] = (n+1, min(r, road, key=len))
    the_law_holds = __import__("hypothesis.stateful").stateful.invariant()(the_law_holds)
    def teardown(self):
        try:
            super().teardown()
        except AssertionError as e:
            FOUND.setdefault("VERIFY", []) if False else None
            import re
            for one in self.verified:
                key = "VERIFY " + str(one[:2])[:300]
                old = FOUND.get(key, (0, "x"*3000))
                FOUND[key] = (old[0]+1, min(old[1], one[2], key=len))
    def act(self, *a, **k):
        from django.db import transaction
        try:
            with transaction.atomic():
                return super().act(*a, **k)
        except Exception as e:
            if type(e).__module__.startswith("hypothesis"): raise
            import traceback
            tb = traceback.extract_tb(e.__traceback__)[-1]
            key = f"CRASH {a[2]} {type(e).__name__} {str(e)[:120]} {tb.filename[-40:]}:{tb.lineno}"
            FOUND[key] = (FOUND.get(key,(0,""))[0]+1, str(k))

def test_dev(clock):
    cast = w.crowd()
    n = int(os.environ.get("N","30"))
    import random
    try:
        run_state_machine_as_test(lambda: Dev(cast, clock), settings=settings(max_examples=n, stateful_step_count=40, derandomize=False, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None))
    finally:
        print({k:v for k,v in w.Walk.figures.items() if not k.startswith("·")})
        print("never fired:", [r for r in w.ROWS_THAT_MOVE if not w.Walk.figures.get(f"· {r}")])
        for k,(n,r) in sorted(FOUND.items()): print(n, k, "[", r[:700])
