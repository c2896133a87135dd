"""What was accepted before handovers were kept: known as given, and not to be undone.

Who had a case before is not on record for them, and no case has version 0.
"""

from django.db import migrations


ACTS = """
INSERT INTO planning_acceptance
    (run_id, reason, words, by_id, at, undone_because)
SELECT r.id, '', '', r.accepted_by_id, r.accepted_at, ''
FROM planning_run r WHERE r.accepted_at IS NOT NULL;
INSERT INTO planning_handover
    (proposal_id, case_id, acceptance_id, to_owner_id, to_unit_id, case_version, at)
SELECT p.id, p.case_id, a.id, p.to_owner_id, p.to_unit_id, 0, a.at
FROM planning_proposal p JOIN planning_acceptance a ON a.run_id = p.run_id
WHERE p.state = 'accepted';
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_who_may_see_acceptances")]

    operations = [migrations.RunSQL(ACTS, migrations.RunSQL.noop)]
