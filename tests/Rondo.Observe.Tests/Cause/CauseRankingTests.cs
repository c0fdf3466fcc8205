using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Observe.Cause;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Tests.Cause;

public sealed class CauseRankingTests
{
    [Fact]
    public void Rows_above_what_was_learnt_from_are_named_first_with_the_error_that_they_explain()
    {
        // A fifth of the rows is warmer than any that was learnt from, and errs by ten; everything else is as it was.
        var reference = Reference();
        var (table, errors) = Rows(1000, 2, row => row % 5 == 0 ? 1.5 : null, (x, _) => x > 1 ? 10 : 1);

        var (causes, _) = CauseRanking.Rank(reference, table, errors);

        Assert.Equal(("x", true), (causes[0].Column, causes[0].IsOutside));
        Assert.StartsWith("x above 0.9", causes[0].Range, StringComparison.Ordinal);
        Assert.Equal(0.2, causes[0].Share, 6);
        Assert.Equal(0, causes[0].ReferenceShare);
        Assert.InRange(causes[0].Explains, 0.95, 1.05);
        Assert.DoesNotContain(causes, c => c.Column == "other");
        Assert.All(causes[0].Examples, row => Assert.Equal(0, row % 5));
    }

    [Fact]
    public void A_class_that_is_answered_worse_than_it_was_is_a_weak_slice_and_no_cause()
    {
        var (table, errors) = Rows(1000, 3, _ => null, (_, word) => word == "red" ? 4 : 1);

        var (causes, slices) = CauseRanking.Rank(Reference(), table, errors);

        Assert.DoesNotContain(causes, c => c.Range == "word = red");
        Assert.Equal("word = red", slices[0].Range);
        Assert.InRange(slices[0].Error, 3.5, 4.5);
        Assert.InRange(slices[0].ReferenceError, 0.9, 1.1);
    }

    [Fact]
    public void An_error_that_did_not_rise_has_no_cause()
    {
        var (table, errors) = Rows(400, 4, _ => null, (_, _) => 1);

        Assert.Empty(CauseRanking.Rank(Reference(), table, errors).Causes);
    }

    [Fact]
    public void Rows_without_a_truth_do_not_count()
    {
        var (table, errors) = Rows(1000, 2, row => row % 5 == 0 ? 1.5 : null, (x, _) => x > 1 ? 10 : 1);
        for (var row = 0; row < errors.Length; row++)
            if (row % 10 == 5) errors[row] = double.NaN;

        Assert.Equal(100 / 900.0, CauseRanking.Rank(Reference(), table, errors).Causes[0].Share, 6);
    }

    static ReferenceProfile Reference()
    {
        var (table, errors) = Rows(2000, 1, _ => null, (_, _) => 1);
        var target = Target.Regression([.. errors]);
        return new ReferenceBuilder(table, target, "y").Build([.. Enumerable.Range(0, 2000)], new Predictions(TaskKind.Regression, [], new double[2000]), TestContext.Current.CancellationToken);
    }

    // Errors vary by a tenth around what is asked for.
    static (Table Table, double[] Errors) Rows(int count, int seed, Func<int, double?> warm, Func<double, string, double> error)
    {
        var random = new Random(seed);
        var (x, other, words, errors) = (new double[count], new double[count], new string[count], new double[count]);
        for (var row = 0; row < count; row++)
        {
            x[row] = warm(row) ?? random.NextDouble();
            other[row] = random.NextDouble();
            words[row] = random.Next(2) == 0 ? "red" : "blue";
            errors[row] = error(x[row], words[row]) * (0.9 + 0.2 * random.NextDouble());
        }
        return (Table.Of(("x", new DoubleColumn(x)), ("other", new DoubleColumn(other)), ("word", TextColumn.From(words))), errors);
    }
}
