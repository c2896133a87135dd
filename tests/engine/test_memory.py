import subprocess
import sys

from evenhand.engine.memory import peak_mib


def test_peak_grows_with_what_is_held():
    before = peak_mib()
    held = bytearray(200 * 2**20)
    held[:: 2**12] = b"\x01" * (len(held) // 2**12)
    assert peak_mib() - before > 100


def test_a_child_does_not_count_what_its_parent_held():
    held = bytearray(300 * 2**20)
    held[:: 2**12] = b"\x01" * (len(held) // 2**12)
    code = "from evenhand.engine.memory import peak_mib; print(peak_mib())"
    words = [sys.executable, "-c", code]
    answer = subprocess.run(words, check=True, capture_output=True, text=True)
    assert float(answer.stdout) < 100
