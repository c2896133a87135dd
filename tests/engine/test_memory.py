import subprocess
import sys


# In a process of its own: the peak of this one may be higher than anything held here.
ASK = "from evenhand.engine.memory import peak_mib\n"
HOLD = """
before = peak_mib()
held = bytearray(200 * 2**20)
held[:: 2**12] = b"\\x01" * (len(held) // 2**12)
print(peak_mib() - before)
"""


def answered(code: str) -> float:
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return float(done.stdout)


def test_peak_grows_with_what_is_held():
    assert 150 < answered(ASK + HOLD) < 300


def test_a_child_does_not_count_what_its_parent_held():
    held = bytearray(300 * 2**20)
    held[:: 2**12] = b"\x01" * (len(held) // 2**12)
    assert answered(ASK + "print(peak_mib())") < 100
