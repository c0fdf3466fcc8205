namespace Rondo.Lifecycle.Store.Lineage;

/// <summary>Which runs and versions came of something; of many runs the newest.</summary>
static class LineageQueries
{
    public static (List<Run> Runs, bool IsCut) ReadersOf(StoreSession session, string dataHash, int limit) =>
        Runs(session, "data_hash = @key AND parent_id IS NULL AND deleted_us IS NULL", dataHash, limit);

    public static (List<Run> Runs, bool IsCut) Children(StoreSession session, string run, int limit) =>
        Runs(session, "parent_id = @key AND deleted_us IS NULL", run, limit);

    public static (List<Run> Runs, bool IsCut) Reproductions(StoreSession session, string version, int limit)
    {
        const string Word = Lifecycle.Runs.RunCircumstances.Reproduces;
        var name = version[..version.LastIndexOf('@')];
        var rows = session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE name = @name AND deleted_us IS NULL AND environment_json LIKE @word ORDER BY started_us DESC, id DESC", new { name, word = $"%\"{Word}\":%" });
        var runs = rows.ConvertAll(row => row.ToRun()).FindAll(run => run.Environment.GetValueOrDefault(Word) == version);
        return (runs.Take(limit).ToList(), runs.Count > limit);
    }

    public static List<ModelVersion> VersionsOf(StoreSession session, string run) => session
        .Query<VersionRow>($"SELECT {VersionRow.Columns} FROM model_versions WHERE run_id = @run ORDER BY model, number", new { run })
        .ConvertAll(row => ModelQueries.Version(session, row.Model, (int)row.Number)!);

    static (List<Run> Runs, bool IsCut) Runs(StoreSession session, string condition, string key, int limit)
    {
        var rows = session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE {condition} ORDER BY started_us DESC, id DESC LIMIT @most", new { key, most = limit + 1 });
        return (rows.Take(limit).Select(row => row.ToRun()).ToList(), rows.Count > limit);
    }
}
