using System.Collections.Immutable;
using System.Diagnostics;
using Rondo.Deploy.Host;
using Rondo.Deploy.InProcess;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Benchmarks.Serving;

/// <summary>What a prediction within a program costs: 100 trees of depth 6 over a record of eight numbers, a derived one and a category.</summary>
sealed class InProcessBenchmark : IBenchmark
{
    const int Rows = 20_000;
    const int Calls = 300_000;
    const int Rounds = 7;

    public string Name => "inprocess";

    public string Summary => "Predicting within a program: one record and many, by the model alone and by a class; garbage; 32 threads.";

    sealed record Block(double A, double B, double C, double D, double E, double F, double G, double H, string Place);

    public int Run(string[] args)
    {
        var (table, target) = Draw();
        var pipeline = new Recipe([DeriveColumns.Of(("ratio", "a / b"))], new GradientBoosting { NEstimators = 100, MaxDepth = 6, MaxLeaves = 64 }).Fit(table, target);
        var blocks = Enumerable.Range(0, Rows).Select(i => BlockOf(table, i)).ToArray();
        RecordProperty[] properties = [.. typeof(Block).GetProperties().Select(p => new RecordProperty(p, [PartCatalog.SnakeCase(p.Name)]))];
        using var model = new RondoModel<Block>(new OneModel(PipelineFormat.Write(pipeline)), new ServedReference("block"), properties, new InProcessOptions());
        var matrix = pipeline.Branches[0].Matrix(table);
        var features = Enumerable.Range(0, Rows).Select(i => { var row = new float[matrix.Columns.Length]; matrix.CopyRow(i, row); return row; }).ToArray();
        var output = new double[1];
        var learnt = pipeline.Branches[0].Model;
        var one = ImmutableArray.CreateRange(Enumerable.Range(0, 500).Select(i => table.Take([i])));
        var many = new Prediction[Rows];

        Report("model alone, one row", Median(Calls, i => learnt.Predict(features[i % Rows], output)));
        Report("record in, prediction out", Median(Calls, i => model.Predict(blocks[i % Rows])));
        Report("a table of one row, as before", Median(30_000, i => pipeline.Predict(one[i % one.Length])));
        Report($"{Rows:N0} records at once, each", Median(5, _ => model.Predict(blocks, many)) / Rows);
        Report("model alone, many rows, each", Median(5, _ => learnt.Predict(matrix, new double[Rows])) / Rows);
        Report("  garbage of a record (bytes)", Garbage(() => model.Predict(blocks[0])), "0.###");
        Report("  garbage of a table of one row (bytes)", Garbage(() => pipeline.Predict(one[0])), "0");
        Threads(model, blocks);
        return 0;
    }

    static void Threads(RondoModel<Block> model, Block[] blocks)
    {
        const int Threads = 32, Each = 1_000_000;
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, Threads).Select(t => new Thread(() => { for (var i = 0; i < Each; i++) model.Predict(blocks[(i + (t * 601)) % blocks.Length]); })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        Console.WriteLine($"{Threads} threads x {Each:N0}: {Threads * (long)Each / watch.Elapsed.TotalSeconds:N0} predictions a second on {Environment.ProcessorCount} processors");
    }

    // Microseconds a call, the median of some rounds.
    static double Median(int calls, Action<int> act)
    {
        for (var i = 0; i < Math.Min(calls, 20_000); i++) act(i);
        return Enumerable.Range(0, Rounds).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++) act(i);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
        }).Order().ElementAt(Rounds / 2);
    }

    static double Garbage(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) act();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000.0;
    }

    static void Report(string what, double value, string format = "0.000 us") => Console.WriteLine($"{what,-45} {value.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}");

    static (Table Table, Target Target) Draw()
    {
        var random = new Random(1);
        var columns = Enumerable.Range(0, 8).Select(j => new DoubleColumn([.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())])).ToArray();
        var place = Enumerable.Range(0, Rows).Select(_ => $"place {random.Next(5)}").ToArray();
        var label = Enumerable.Range(0, Rows).Select(i => (columns[0].Values[i] / columns[1].Values[i]) + Math.Sin(9 * columns[2].Values[i]) + (place[i][^1] - '0')).ToArray();
        return (Table.Of([.. columns.Select((c, j) => (((char)('a' + j)).ToString(), (Column)c)), ("place", TextColumn.From(place))]), Target.Regression(label));
    }

    static Block BlockOf(Table table, int i)
    {
        double At(int j) => ((DoubleColumn)table.Columns[j]).Values[i];
        return new Block(At(0), At(1), At(2), At(3), At(4), At(5), At(6), At(7), ((TextColumn)table.Columns[8])[i]!);
    }

    sealed class OneModel(byte[] pipeline) : IModelCatalog
    {
        public long Sequence() => 0;

        public IReadOnlyList<CatalogModel> Models() => [new CatalogModel("block", 1, [1], ImmutableDictionary<string, int>.Empty)];

        public ModelContent Open(string name, int version) => new(pipeline);
    }
}
