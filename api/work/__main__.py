"""The supervisor that `formwright serve` starts for itself: `python -m api.work PARENT PROCESSES`."""

import sys

from api.logs import write_logs
from api.settings import Settings
from api.work.supervisor import Supervisor
from api.work.worker import end_with_parent
from forms.errors import FormwrightError

if __name__ == "__main__":
    write_logs()
    end_with_parent(int(sys.argv[1]))
    try:
        Supervisor(Settings(), int(sys.argv[2])).run()
    except FormwrightError as error:
        sys.exit(f"formwright: {error}")
