using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Calibration;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Calibration;

public sealed class CalibrationTests
{
    private static readonly JsonDocument s_golden = GoldenFile.Read("calibration", "calibration.json");

    public static TheoryData<string> Cases => new(s_golden.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));

    public static TheoryData<string> Kinds => ["isotonic", "sigmoid"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Isotonic_equals_scikit_learns(string name) => AssertGolden(name, "isotonic", new Isotonic(), 1e-9);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sigmoid_equals_scikit_learns_over_log_odds(string name) => AssertGolden(name, "sigmoid", new Sigmoid(), 1e-6);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Probabilities_stay_probabilities_whatever_comes(string kind)
    {
        foreach (var outputs in (int[])[2, 3, 5])
        {
            var fitted = Create(kind).Fit(Sharpened(800, outputs, 3));
            double[] asked = [.. Enumerable.Repeat(0.0, outputs), .. Enumerable.Repeat(1.0, outputs), .. Enumerable.Repeat(-0.5, outputs), .. Enumerable.Repeat(2.0, outputs)];
            fitted.Apply(asked, outputs);
            Assert.All(asked, p => Assert.InRange(p, 0, 1));
            Assert.All(asked.Chunk(outputs), row => Assert.Equal(1, row.Sum(), 1e-12));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_overconfident_model_becomes_honest(string kind)
    {
        foreach (var outputs in (int[])[2, 4])
        {
            var (train, test) = (Sharpened(4000, outputs, 1), Sharpened(4000, outputs, 2));
            var calibrated = (double[])test.Predictions.Clone();
            Create(kind).Fit(train).Apply(calibrated, outputs);
            foreach (var (metric, share) in ((IMetric, double)[])[(new LogLoss(), 0.93), (new Brier(), 0.97), (new Ece(), 0.5)])
            {
                if (!metric.Fits(test.Target.Task)) continue;
                var (before, after) = (Value(metric, test), Value(metric, new Scored(test.Target, calibrated)));
                Assert.True(after < share * before, $"{outputs} classes: {metric} {before} became {after}.");
            }
        }
    }

    [Fact]
    public void A_sigmoid_leaves_an_honest_model_about_as_it_is()
    {
        var honest = Sharpened(20_000, 2, 5, sharpness: 1);
        var calibrated = (double[])honest.Predictions.Clone();
        new Sigmoid().Fit(honest).Apply(calibrated, 2);
        for (var i = 0; i < calibrated.Length; i++) Assert.Equal(honest.Predictions[i], calibrated[i], 0.02);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_weight_of_two_is_two_rows_and_of_none_no_row(string kind)
    {
        var rows = Sharpened(300, 3, 4);
        double[] weights = [.. Enumerable.Range(0, 300).Select(i => (double)(i % 3))];
        var weighted = Create(kind).Fit(new Scored(rows.Target, rows.Predictions, weights));
        int[] repeated = [.. Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var plain = Create(kind).Fit(rows.Take(repeated));
        var (one, other) = ((double[])rows.Predictions.Clone(), (double[])rows.Predictions.Clone());
        weighted.Apply(one, 3);
        plain.Apply(other, 3);
        for (var i = 0; i < one.Length; i++) Assert.Equal(other[i], one[i], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_row_or_one_class_gives_a_calibration_too(string kind)
    {
        var one = new Scored(new Target(TaskKind.Binary, [1], ["no", "yes"]), [0.4, 0.6]);
        var sure = new Scored(new Target(TaskKind.Binary, new double[50], ["no", "yes"]), [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1.0 : 0)]);
        foreach (var scored in (Scored[])[one, sure])
        {
            double[] asked = [1, 0, 0.5, 0.5, 0, 1];
            Create(kind).Fit(scored).Apply(asked, 2);
            Assert.All(asked, p => Assert.InRange(p, 0, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_cannot_be_calibrated_is_refused(string kind)
    {
        var classes = new Target(TaskKind.Binary, [0, 1], ["no", "yes"]);
        AssertRefused("no_probabilities", kind, new Scored(Target.Regression([1, 2]), [1, 2]));
        AssertRefused("no_rows", kind, new Scored(classes, [1, 0, 0, 1], [0, 0]));
        AssertRefused("not_finite", kind, new Scored(classes, [double.NaN, 0, 0, 1]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_written_and_read_calibrates_the_same_and_damage_is_refused(string kind)
    {
        var scored = Sharpened(400, 3, 8);
        var fitted = Create(kind).Fit(scored);
        var writer = new PipelineWriter();
        writer.Fitted(fitted);
        var bytes = writer.Written.ToArray();
        var read = new PipelineReader(bytes, FittedCatalog.Engine).Fitted<IFittedCalibration>();
        var (one, other) = ((double[])scored.Predictions.Clone(), (double[])scored.Predictions.Clone());
        fitted.Apply(one, 3);
        read.Apply(other, 3);
        Assert.Equal(one, other);
        Assert.Equal(3, read.Outputs);
        Assert.Throws<RondoException>(() => read.Apply(other, 2));
        for (var length = 0; length < bytes.Length; length += 1 + bytes.Length / 300)
            Assert.Throws<RondoException>(() => new PipelineReader(bytes.AsMemory(0, length), FittedCatalog.Engine).Fitted<IFittedCalibration>());
    }

    static void AssertGolden(string name, string method, ICalibration calibration, double tolerance)
    {
        var golden = s_golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var classes = golden.GetProperty("classes").GetInt32();
        var weights = golden.GetProperty("weights") is { ValueKind: JsonValueKind.Array } given ? GoldenFile.Doubles(given) : null;
        var target = TargetOf(classes, GoldenFile.Doubles(golden.GetProperty("target")));
        var asked = GoldenFile.Doubles(golden.GetProperty("asked"));
        calibration.Fit(new Scored(target, GoldenFile.Doubles(golden.GetProperty("probabilities")), weights)).Apply(asked, classes);
        var expected = GoldenFile.Doubles(golden.GetProperty(method));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], asked[i], tolerance);
    }

    static void AssertRefused(string code, string kind, Scored scored) =>
        Assert.Equal(code, Assert.Single(Assert.Throws<RondoException>(() => Create(kind).Fit(scored)).Mistakes).Code);

    static ICalibration Create(string kind) => new Catalog.PartCatalog(typeof(Isotonic).Assembly).Create<ICalibration>(kind);

    static Target TargetOf(int classes, double[] values) =>
        new(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, values, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]);

    // Classes drawn from honest probabilities, which are then made too sure of themselves.
    static Scored Sharpened(int rows, int classes, ulong seed, double sharpness = 2.5)
    {
        var random = new CounterRandom(seed, "sharpened");
        var (values, sharp) = (new double[rows], new double[rows * classes]);
        for (var row = 0; row < rows; row++)
        {
            var scores = Enumerable.Range(0, classes).Select(k => 3 * (random.Child((ulong)row).Uniform((ulong)k) - 0.5)).ToArray();
            var honest = Softmax(scores, 1);
            Softmax(scores, sharpness).CopyTo(sharp.AsSpan(row * classes));
            var draw = random.Child((ulong)row).Uniform(99);
            while (draw > honest[(int)values[row]] && values[row] < classes - 1) draw -= honest[(int)values[row]++];
        }
        return new Scored(TargetOf(classes, values), sharp);
    }

    static double[] Softmax(double[] scores, double sharpness)
    {
        var powers = scores.Select(s => Math.Exp(sharpness * s)).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }

    static double Value(IMetric metric, Scored scored) => metric.Compute(scored).Value!.Value;
}
