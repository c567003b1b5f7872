"""Personal data: mail addresses, telephones, accounts, cards, machines, pages and numbers of people, by rule with checksums.

What is found are mentions like any other, and win over those that overlap them.
"""

from parquetry.enrich.personal_data.mentions import find as find
from parquetry.enrich.personal_data.mentions import with_personal_data as with_personal_data
