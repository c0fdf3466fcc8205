using System.Globalization;
using System.Text;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Tests.Retraining;

/// <summary>A project whose source grows day by day, in a world that changes on the hundredth day.</summary>
sealed class Growing : IDisposable
{
    const int RowsOfDay = 4;

    readonly string? _store;
    readonly TimeProvider? _clock;

    public Growing(string retrain, int days = 100, TimeProvider? clock = null, string? store = null, string success = "rmse: 1000", string more = "")
    {
        (_store, _clock) = (store, clock);
        Root = Directory.CreateTempSubdirectory("rondo-retrain-").FullName;
        Write(days);
        File.WriteAllText(Path.Combine(Root, "rondo.yaml"), $$"""
            name: sales
            define: { target: price, success: { {{success}} } }
            prepare: { source: sales.csv, time: day, leakage: "off" }
            train: { models: [ridge], tune: { search: none }, cv: { folds: 3 }, evaluate: { explain: [] } }
            retrain: {{retrain}}
            {{more}}
            """);
        Workspace = OpenAgain();
        new LifecycleRunner(Workspace).Run(SpecReader.Read(Root), new RunOptions { Threads = 2 });
    }

    public string Root { get; }

    public Workspace Workspace { get; }

    public Workspace OpenAgain() => Workspace.Open(Path.Combine(Root, ".rondo"), _clock, store: _store);

    /// <summary>From the hundredth day on the price follows the size twice as steeply.</summary>
    public void Write(int days)
    {
        var (random, text) = (new Random(11), new StringBuilder("day,size,region,price\n"));
        for (var row = 0; row < days * RowsOfDay; row++)
        {
            var (day, size, noise) = (row / RowsOfDay, 10 * random.NextDouble(), random.NextDouble());
            text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2026, 1, 1).AddDays(day):yyyy-MM-dd},{size:F4},{(row % 3 == 0 ? "north" : "south")},{size * (day < 100 ? 1 : 2) + noise:F4}\n");
        }
        File.WriteAllText(Path.Combine(Root, "sales.csv"), text.ToString());
    }

    public RetrainJob Retrain(string cause = "manual 1")
    {
        var job = Workspace.Retrains.Ask("sales", new RetrainCause(CauseKind.Manual, cause, DateTimeOffset.UtcNow, "somebody asked"), new Author { By = "ann" });
        return new ModelRetrain(Workspace).Run(job.Id, new RunOptions { Threads = 2 })!;
    }

    public int Champion => Workspace.Models.Get(ModelReference.Parse("sales@champion")).Number;

    public string[] History => [.. Workspace.Models.History("sales").Select(e => e.Kind)];

    public void Dispose()
    {
        Workspace.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
