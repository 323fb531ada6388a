"""Reads an agenda in eight threads at once, in processes that have read none before.

Run as a program, with the agenda's JSON on standard input; ends with 1 if a process was lost.
"""

import json
import os
import sys
import threading

from forum.programme.serial import agenda_from_mapping

PROCESSES, THREADS = 16, 8
SHORTEST_TURN = 1e-6  # seconds: threads change places as often as they can


def _read(mapping, start):
    start.wait()
    agenda_from_mapping(mapping)


def _read_at_once(mapping):
    start = threading.Barrier(THREADS)
    threads = [threading.Thread(target=_read, args=(mapping, start)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    mapping = json.load(sys.stdin)
    sys.setswitchinterval(SHORTEST_TURN)
    lost = 0
    for _ in range(PROCESSES):
        child = os.fork()
        if child == 0:
            _read_at_once(mapping)
            os._exit(0)
        lost += os.waitpid(child, 0)[1] != 0
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
