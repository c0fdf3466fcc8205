using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Tests.Retraining;

/// <summary>Bike rentals of January and February 2011 (Fanaee-T and Gama 2013; UCI 275): a forest of four weeks, retrained week by week while it turns warm.</summary>
public sealed class BikeRetrainTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-bikes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void After_the_first_week_the_challenger_is_surely_better_and_after_the_third_the_gate_holds()
    {
        // Judged on 8 to 14 February, and on 22 to 28 February.
        var first = Retrain("2011-02-14", "7d");
        Assert.Equal(RetrainOutcome.Promoted, first.Outcome);
        var last = Retrain("2011-02-28", "7d");

        Assert.Equal((RetrainOutcome.Held, 1), (last.Outcome, last.Champion));
        Assert.StartsWith("The champion stays: the challenger is not surely better", last.Reason, StringComparison.Ordinal);
        Assert.Equal(156, last.Verdict!.Value.GetProperty("rows").GetInt32());
        Assert.InRange(last.Verdict.Value.GetProperty("gain").GetProperty("p_value").GetDouble(), 0.05, 0.6);
        TestContext.Current.SendDiagnosticMessage(first.Reason + "\n" + last.Reason);
    }

    // A champion of January alone, and then all rows up to a day.
    RetrainJob Retrain(string until, string holdout)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, until)).FullName;
        Write(folder, "2011-02-01");
        File.WriteAllText(Path.Combine(folder, "rondo.yaml"), $$"""
            name: bikes
            define: { target: cnt, task: regression }
            prepare:
              source: bikes.csv
              time: dteday
              drop: [instant, casual, registered, yr, mnth, dteday]
              split: { strategy: time, from: 2011-01-29 }
              leakage: "off"
            train:
              metric: mae
              models: [random_forest: { n_estimators: 50, min_samples_leaf: 1 }]
              tune: { search: none }
              evaluate: { explain: [] }
            retrain: { gate: { holdout: {{holdout}}, better_than: champion, on: mae }, then: promote }
            """);
        using var workspace = Workspace.Open(Path.Combine(folder, ".rondo"));
        new LifecycleRunner(workspace).Run(SpecReader.Read(folder), new RunOptions { Threads = 2 });
        Write(folder, until);
        var job = workspace.Retrains.Ask("bikes", new RetrainCause(CauseKind.Manual, until, DateTimeOffset.UtcNow, "somebody asked"), new Author());
        return new ModelRetrain(workspace).Run(job.Id, new RunOptions { Threads = 2 })!;
    }

    static void Write(string folder, string until)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", "bike_sharing_hour.csv");
        Assert.SkipUnless(File.Exists(file), "RONDO_DATA names no folder of real data.");
        var lines = File.ReadLines(file).ToArray();
        File.WriteAllLines(Path.Combine(folder, "bikes.csv"), [lines[0], .. lines.Skip(1).Where(l => string.CompareOrdinal(l.Split(',')[1], until) <= 0)]);
    }
}
