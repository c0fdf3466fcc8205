using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Serving.History;

namespace Rondo.Lifecycle.Tests.Serving;

public sealed class PredictionHistoryTests : IDisposable
{
    static readonly ServedModel s_price = Model("price", 3, Target.Regression([.. Enumerable.Range(0, 60).Select(i => i * 2.5)]));
    static readonly ServedModel s_risk = Model("risk", 1, new Target(TaskKind.Binary, [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.0 : 1)], ["no", "yes, \"at once\""]));

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-history-").FullName;

    PredictionHistory History => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_sealed_is_read_as_it_was_logged()
    {
        Log(requests: 50);
        var logged = History.Read().Select(Said).ToList();

        Assert.True(History.Seal(TestContext.Current.CancellationToken) > 1);

        Assert.Empty(Directory.GetFiles(_folder, "*.plog"));
        Assert.Equal(50, logged.Count);
        Assert.Equal(logged.Order(StringComparer.Ordinal), History.Read().Select(Said).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_prediction_is_found_wherever_it_lies()
    {
        Log(requests: 20);
        History.Seal(TestContext.Current.CancellationToken);
        Log(requests: 5);

        foreach (var request in History.Read().ToList())
            for (var row = 0; row < request.Rows; row++)
            {
                var (found, at) = History.Find(PredictionIds.Parse(request.IdOf(row))!.Value)!.Value;
                Assert.Equal((request.RequestId, row), (found.RequestId, at));
            }
        Assert.Null(History.Find(new PredictionIds(1, 2)));
    }

    // What a crash between writing and removing leaves.
    [Fact]
    public void A_segment_and_its_sealed_files_count_once()
    {
        Log(requests: 30);
        var kept = Directory.GetFiles(_folder, "*.plog").ToDictionary(f => f, File.ReadAllBytes);
        History.Seal(TestContext.Current.CancellationToken);
        foreach (var (file, bytes) in kept.Take(1)) File.WriteAllBytes(file, bytes);

        Assert.Equal(30, History.Read().Count());
        Assert.Equal(1, History.Seal(TestContext.Current.CancellationToken));
        Assert.Equal(30, History.Read().Count());
    }

    [Fact]
    public void An_open_segment_stays_one()
    {
        using var log = PredictionRecorder.Open(_folder, new PredictionLogOptions(), NullLogger.Instance);
        Add(log, 1);

        Assert.Equal(0, History.Seal(TestContext.Current.CancellationToken));
        Assert.Single(History.Read());
    }

    [Fact]
    public void A_damaged_segment_is_not_removed()
    {
        Log(requests: 30);
        var file = Directory.GetFiles(_folder, "*.plog").Order(StringComparer.Ordinal).Last();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        var fault = Assert.Throws<RondoException>(() => History.Seal(TestContext.Current.CancellationToken));

        Assert.Equal("log_damaged", fault.Mistakes[0].Code);
        Assert.Equal([file], Directory.GetFiles(_folder, "*.plog"));
    }

    void Log(int requests)
    {
        using var log = PredictionRecorder.Open(_folder, new PredictionLogOptions { SegmentBytes = 6000 }, NullLogger.Instance);
        for (var i = 0; i < requests; i++) Add(log, i);
    }

    static void Add(PredictionRecorder log, int i)
    {
        var model = i % 2 == 0 ? s_price : s_risk;
        var rows = 1 + i % 3;
        Column[] columns =
        [
            new DoubleColumn([.. Enumerable.Range(0, rows).Select(row => row == 1 ? double.NaN : i / 3.0 + row)]),
            TextColumn.From([.. Enumerable.Range(0, rows).Select(row => row switch { 1 => null, 2 => "", _ => i % 5 == 0 ? "  " : "Köln \u0001" })]),
            new IntegerColumn(ColumnType.TimestampUtc, [.. Enumerable.Range(0, rows).Select(row => 1_700_000_000_123_456L + row)], [.. Enumerable.Range(0, rows).Select(row => row == 1)]),
            new IntegerColumn(ColumnType.Boolean, [.. Enumerable.Range(0, rows).Select(row => (long)(row % 2))], null),
            new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, rows).Select(row => 19_000L + row)], null),
            new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, rows).Select(row => long.MaxValue - row)], null),
        ];
        var ids = new PredictionIds(7, (ulong)(1000 * i + 1));
        log.Add(model, ids, columns, model.Predict(columns), start: 0, $"request {i}", unit: i % 4 == 0 ? null : $"unit {i}", eventTime: i % 2 == 0 ? null : 1_600_000_000_000_000L + i);
    }

    static string Said(LoggedRequest request) => string.Join('|',
        [
            $"{request.Schema.Model}@{request.Schema.Version} {request.FirstId} {request.Time:O} {request.EventTime:O} {request.Latency.Ticks} {request.RequestId} {request.Unit ?? "nobody"} {request.Predictions.Threshold:R}",
            .. request.Predictions.Values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
            .. request.Columns.SelectMany(c => Enumerable.Range(0, request.Rows).Select(row => c.IsMissing(row) ? "missing" : CellText.Of(c, row))),
        ]);

    static ServedModel Model(string name, int version, Target target)
    {
        const int Rows = 60;
        var table = Table.Of(
            ("size", new DoubleColumn([.. Enumerable.Range(0, Rows).Select(i => (double)i)])),
            ("prediction", TextColumn.From([.. Enumerable.Range(0, Rows).Select(i => i % 2 == 0 ? "Köln" : "Paris")])),
            ("at", new IntegerColumn(ColumnType.TimestampUtc, [.. Enumerable.Range(0, Rows).Select(i => 1_700_000_000_000_000L + i)], null)),
            ("flag", new IntegerColumn(ColumnType.Boolean, [.. Enumerable.Range(0, Rows).Select(i => (long)(i % 2))], null)),
            ("day", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, Rows).Select(i => 19_000L + i)], null)),
            ("count", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(0, Rows).Select(i => (long)i)], null)));
        var pipeline = Recipe.Of(new GradientBoosting { NEstimators = 5 }).Fit(table, target);
        return ServedModel.Load(name, version, new ModelContent(PipelineFormat.Write(pipeline)) { Target = "y" });
    }
}
