using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Tests.Reference;

public sealed class ReferenceProfileTests
{
    [Fact]
    public void What_is_written_is_read_back_and_estimates_the_same()
    {
        var (table, target, predictions) = Rows(400, 1);
        var profile = new ReferenceBuilder(table, target, "y") { Masked = ["secret"] }.Build([.. Enumerable.Range(0, 400)], predictions, TestContext.Current.CancellationToken);
        var bytes = ProfileFormat.Write(profile);
        var read = ProfileFormat.Read(bytes);

        Assert.Equal(bytes, ProfileFormat.Write(read));
        Assert.Equal(["x", "word"], read.Columns.Select(c => c.Name));
        Assert.Equal(400, read.Rows);
        Assert.Equal(profile.MeanError, read.MeanError);
        var (now, _, said) = Rows(300, 2);
        Assert.Equal(profile.Estimator!.Estimate(now, said, TestContext.Current.CancellationToken)["mae"], read.Estimator!.Estimate(now, said, TestContext.Current.CancellationToken)["mae"]);
    }

    [Fact]
    public void Equal_rows_give_equal_bytes()
    {
        byte[] Make()
        {
            var (table, target, predictions) = Rows(200, 3);
            return ProfileFormat.Write(new ReferenceBuilder(table, target, "y").Build([.. Enumerable.Range(0, 200)], predictions, TestContext.Current.CancellationToken));
        }
        Assert.Equal(Make(), Make());
    }

    [Fact]
    public void A_damaged_or_foreign_file_is_refused()
    {
        var (table, target, predictions) = Rows(100, 4);
        var bytes = ProfileFormat.Write(new ReferenceBuilder(table, target, "y").Build([.. Enumerable.Range(0, 100)], predictions, TestContext.Current.CancellationToken));

        Assert.Equal("not_a_reference", Assert.Throws<RondoException>(() => ProfileFormat.Read("something else"u8.ToArray())).Mistakes[0].Code);
        for (var at = 8; at < bytes.Length; at += bytes.Length / 40)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x5a;
            Assert.Throws<RondoException>(() => ProfileFormat.Read(changed));
        }
        Assert.Throws<RondoException>(() => ProfileFormat.Read(bytes.AsMemory(0, bytes.Length - 3)));
    }

    [Fact]
    public void A_profile_of_few_points_judges_as_the_rows_do()
    {
        var (reference, current) = (Rows(2000, 5).Table, Rows(500, 6, shift: 0.7).Table);
        var findings = new DriftFindings(2000, 500);
        foreach (var field in reference.Schema.Fields) findings.Add(ColumnProfile.Of(field.Name, reference[field.Name], 256), current[field.Name]);

        var (kept, whole) = (findings.Judge(new DriftOptions()), DriftCheck.Compare(reference, current, new DriftOptions(), TestContext.Current.CancellationToken));

        Assert.Equal(whole.Columns.Select(c => c.IsAlert), kept.Columns.Select(c => c.IsAlert));
        Assert.True(kept.Columns[0].IsAlert);
        Assert.InRange(kept.Columns[0].Effect!.Value, whole.Columns[0].Effect!.Value - 0.005, whole.Columns[0].Effect!.Value);
    }

    static (Table Table, Target Target, Predictions Predictions) Rows(int count, int seed, double shift = 0)
    {
        var random = new Random(seed);
        var (x, y, said, words) = (new double[count], new double[count], new double[count], new string?[count]);
        for (var row = 0; row < count; row++)
        {
            x[row] = random.NextDouble() + random.NextDouble() + shift;
            said[row] = 3 * x[row];
            // The error grows with x.
            y[row] = said[row] + x[row] * (random.NextDouble() - 0.5);
            words[row] = random.Next(3) switch { 0 => "red", 1 => "blue", _ => null };
        }
        var table = Table.Of(("x", new DoubleColumn(x)), ("word", TextColumn.From(words)), ("secret", new DoubleColumn([.. x.Reverse()])));
        return (table, Target.Regression(y), new Predictions(TaskKind.Regression, [], said));
    }
}
