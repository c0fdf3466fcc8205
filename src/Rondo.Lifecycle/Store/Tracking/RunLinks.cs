using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>What runs read and made: data sets and logged models.</summary>
public sealed class RunLinks
{
    // A run that used a logged model has it among its inputs, under this type and its id.
    const string ModelSource = "logged_model";

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal RunLinks(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Notes data, and logged models, that a run read; the same data twice are noted once.</summary>
    public Task AddInputs(string run, IReadOnlyList<RunInput> inputs, IReadOnlyList<string> models)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            TrackingStore.RequireActive(session, run, now);
            foreach (var model in models) RequireModel(session, model);
            foreach (var input in inputs) Add(session, run, input);
            foreach (var model in models)
                Add(session, run, new RunInput { Name = model, Digest = "", SourceType = ModelSource, Source = model });
        });
    }

    public Task AddOutputs(string run, IReadOnlyList<RunOutput> outputs)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            TrackingStore.RequireActive(session, run, now);
            foreach (var output in outputs)
            {
                RequireModel(session, output.ModelId);
                session.Statement("INSERT INTO run_outputs (run_id, model_id, step) VALUES ($1, $2, $3) ON CONFLICT (run_id, model_id) DO UPDATE SET step = excluded.step")
                    .Bind(1, run).Bind(2, output.ModelId).Bind(3, output.Step).Run();
            }
        });
    }

    internal static void Fill(StoreSession session, TrackedRun run)
    {
        var inputs = session.Statement("""
            SELECT name, digest, source_type, source, schema_text, profile_text, tags_json FROM run_inputs WHERE run_id = $1 ORDER BY position, name
            """).Bind(1, run.Id);
        while (inputs.Next()) Place(run, inputs, 0);
        var outputs = session.Statement("SELECT model_id, step FROM run_outputs WHERE run_id = $1 ORDER BY model_id").Bind(1, run.Id);
        while (outputs.Next()) run.Outputs.Add(new RunOutput(outputs.Text(0), outputs.Number(1)));
    }

    internal static void Place(TrackedRun run, Engines.StoreStatement row, int first)
    {
        if (row.Text(first + 2) == ModelSource)
        {
            run.InputModels.Add(row.Text(first));
            return;
        }
        run.Inputs.Add(new RunInput
        {
            Name = row.Text(first),
            Digest = row.Text(first + 1),
            SourceType = row.Text(first + 2),
            Source = row.Text(first + 3),
            Schema = row.TextOrNull(first + 4),
            Profile = row.TextOrNull(first + 5),
            Tags = RunInput.TagsOf(row.Text(first + 6)),
        });
    }

    static void Add(StoreSession session, string run, RunInput input) => session.Statement("""
        INSERT INTO run_inputs (run_id, name, digest, position, source_type, source, schema_text, profile_text, tags_json)
        VALUES ($1, $2, $3, (SELECT count(*) FROM run_inputs WHERE run_id = $4), $5, $6, $7, $8, $9)
        ON CONFLICT (run_id, name, digest) DO UPDATE SET tags_json = excluded.tags_json
        """)
        .Bind(1, run).Bind(2, input.Name).Bind(3, input.Digest).Bind(4, run).Bind(5, input.SourceType).Bind(6, input.Source)
        .Bind(7, input.Schema).Bind(8, input.Profile).Bind(9, input.TagsJson()).Run();

    static void RequireModel(StoreSession session, string model)
    {
        var row = session.Statement("SELECT 1 FROM logged_models WHERE id = $1 AND deleted_us IS NULL").Bind(1, model);
        if (!row.Next()) throw new RondoException("unknown_logged_model", $"There is no logged model '{model}'.");
        row.Stop();
    }
}
