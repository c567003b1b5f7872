-- The rules of invariants.sql between merged tables and those of the leaves, on what the leaves say of themselves instead of
-- their rows: `entity_forms` (entity_id, label, form, mentions, documents) and `source_counts` (source_path, documents, flags).
-- Each query returns the keys of the rows that break its rule.

-- mentions.refers_entity_id
SELECT DISTINCT entity_id FROM entity_forms f WHERE NOT EXISTS (FROM entities e WHERE e.entity_id = f.entity_id);

-- mentions.entity_label
SELECT DISTINCT f.entity_id FROM entity_forms f JOIN entities e USING (entity_id) WHERE f.label <> e.label;

-- entities.mentions_counted
SELECT e.entity_id FROM entities e
LEFT JOIN (SELECT entity_id, sum(mentions) AS n, sum(documents) AS d FROM entity_forms GROUP BY ALL) m USING (entity_id)
WHERE e.mentions <> coalesce(m.n, 0) OR e.documents <> coalesce(m.d, 0);

-- documents.has_source
SELECT DISTINCT source_path FROM source_counts c
WHERE NOT EXISTS (FROM sources s WHERE s.source_path = c.source_path);

-- sources.documents_counted
SELECT s.source_path FROM sources s
LEFT JOIN (SELECT source_path, sum(documents) AS n FROM source_counts GROUP BY ALL) d USING (source_path)
WHERE s.documents <> coalesce(d.n, 0);
