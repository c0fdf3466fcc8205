using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class ImputeTests
{
    [Theory]
    [InlineData("mean", ImputeStrategy.Mean)]
    [InlineData("median", ImputeStrategy.Median)]
    [InlineData("most_frequent", ImputeStrategy.Mode)]
    public void Fills_equal_those_of_scikit_learn(string name, ImputeStrategy strategy)
    {
        foreach (var column in Golden.Reference.GetProperty("columns").EnumerateObject())
        {
            var values = Golden.Numbers(column.Value);
            var expected = Golden.Reference.GetProperty("impute").GetProperty(name).GetProperty(column.Name).GetDouble();

            var filled = NumbersOf(FitApply(new Impute { Strategy = strategy }, Table.Of(("x", Doubles(values)))), "x");

            for (var row = 0; row < values.Length; row++)
                if (double.IsNaN(values[row])) Assert.Equal(1, filled[row] / expected, 1e-9);
                else Assert.Equal(values[row], filled[row]);
        }
    }

    [Fact]
    public void Auto_takes_the_median_of_numbers_and_the_most_frequent_of_the_rest()
    {
        var table = Table.Of(
            ("number", Doubles(1, 2, 9, double.NaN)),
            ("word", Texts("b", "a", "b", null)),
            ("flag", Booleans(true, true, false, null)));

        var filled = FitApply(new Impute(), table);

        Assert.Equal([1, 2, 9, 2], NumbersOf(filled, "number"));
        Assert.Equal(["b", "a", "b", "b"], TextsOf(filled, "word"));
        Assert.Equal([1, 1, 0, 1], WholeOf(filled, "flag", ColumnType.Boolean));
        Assert.Equal([0, 0, 0, 1], WholeOf(filled, "word_missing", ColumnType.Boolean));
        Assert.Equal(["number", "word", "flag", "number_missing", "word_missing", "flag_missing"], NamesOf(filled));
    }

    [Fact]
    public void Of_equally_frequent_texts_the_smallest_wins()
    {
        var filled = FitApply(new Impute(), Table.Of(("x", Texts("b", "B", null))));

        Assert.Equal(["b", "B", "B"], TextsOf(filled, "x"));
    }

    [Fact]
    public void Whole_numbers_stay_whole_when_their_fill_is_whole()
    {
        Assert.Equal([1, 3, 2], WholeOf(FitApply(new Impute(), Table.Of(("x", Whole(1, 3, null)))), "x"));
        Assert.Equal([1, 2, 1.5], NumbersOf(FitApply(new Impute(), Table.Of(("x", Whole(1, 2, null)))), "x"));
        Assert.Equal([1, 3, 2], WholeOf(FitApply(new Impute { Strategy = ImputeStrategy.Mean }, Table.Of(("x", Whole(1, 3, null)))), "x"));
    }

    [Fact]
    public void Large_whole_numbers_lose_no_digit()
    {
        var table = Table.Of(("x", Whole(long.MaxValue, long.MaxValue - 2, null)));

        Assert.Equal(long.MaxValue - 1, WholeOf(FitApply(new Impute { Strategy = ImputeStrategy.Mean }, table), "x")[2]);
        Assert.Equal(long.MaxValue - 1, WholeOf(FitApply(new Impute { Strategy = ImputeStrategy.Median }, table), "x")[2]);
    }

    [Fact]
    public void A_column_that_misses_nothing_in_training_is_filled_later_without_an_indicator()
    {
        var fitted = Fit(new Impute(), Table.Of(("x", Doubles(1, 2, 3)), ("w", Texts("a", "a", "b"))));

        var later = fitted.Apply(Table.Of(("x", Doubles(double.NaN)), ("w", Texts([null]))));

        Assert.Equal(["x", "w"], NamesOf(later));
        Assert.Equal([2], NumbersOf(later, "x"));
        Assert.Equal(["a"], TextsOf(later, "w"));
    }

    [Fact]
    public void A_column_without_any_value_gets_zero_or_the_category_missing()
    {
        var table = Table.Of(
            ("number", Doubles(double.NaN, double.NaN)),
            ("whole", Whole(null, null)),
            ("word", Texts(null, null)),
            ("flag", Booleans(null, null)));

        var filled = FitApply(new Impute { Strategy = ImputeStrategy.Mean }, table);

        Assert.Equal([0, 0], NumbersOf(filled, "number"));
        Assert.Equal([0, 0], WholeOf(filled, "whole"));
        Assert.Equal(["missing", "missing"], TextsOf(filled, "word"));
        Assert.Equal([0, 0], WholeOf(filled, "flag", ColumnType.Boolean));
        Assert.Equal([1, 1], WholeOf(filled, "word_missing", ColumnType.Boolean));
    }

    [Fact]
    public void A_constant_fills_the_columns_of_its_type()
    {
        var table = Table.Of(("x", Doubles(1, double.NaN)), ("n", Whole(null, 4)), ("w", Texts("a", "b")));

        var filled = FitApply(new Impute { Strategy = ImputeStrategy.Constant, Fill = -1, Indicator = false }, table);

        Assert.Equal(["x", "n", "w"], NamesOf(filled));
        Assert.Equal([1, -1], NumbersOf(filled, "x"));
        Assert.Equal([-1, 4], WholeOf(filled, "n"));
    }

    [Fact]
    public void A_constant_that_is_spelled_as_text_becomes_a_number_or_boolean_where_it_is_needed()
    {
        var table = Table.Of(("x", Doubles(1, double.NaN)), ("n", Whole(null, 4)));

        Assert.Equal([1, 2.5], NumbersOf(FitApply(new Impute { Strategy = ImputeStrategy.Constant, Fill = "2.5" }, table), "x"));
        Assert.Equal([-7, 4], WholeOf(FitApply(new Impute { Strategy = ImputeStrategy.Constant, Fill = "-7" }, table), "n"));
        var flags = Table.Of(("flag", Booleans(null, false)));
        Assert.Equal([1, 0], WholeOf(FitApply(new Impute { Strategy = ImputeStrategy.Constant, Fill = "true" }, flags), "flag", ColumnType.Boolean));
    }

    [Fact]
    public void A_fill_that_does_not_fit_its_column_is_refused()
    {
        var words = Table.Of(("w", Texts("a", null)));
        var numbers = Table.Of(("x", Doubles(1, double.NaN)));

        Assert.Equal("bad_fill", MistakeOf(new Impute { Strategy = ImputeStrategy.Constant, Fill = 0L }, words).Code);
        Assert.Equal("bad_fill", MistakeOf(new Impute { Strategy = ImputeStrategy.Constant, Fill = "none" }, numbers).Code);
        Assert.Equal("bad_fill", MistakeOf(new Impute { Strategy = ImputeStrategy.Constant, Fill = double.NaN }, numbers).Code);
        Assert.Equal("bad_parameter", MistakeOf(new Impute { Fill = 3L }, numbers).Code);
    }

    [Fact]
    public void Dates_are_left_alone_and_refused_when_named()
    {
        var table = Table.Of(("day", Integers(ColumnType.Date, 3, null)), ("x", Doubles(1, double.NaN)));

        Assert.Same(table["day"], FitApply(new Impute(), table)["day"]);
        var mistake = MistakeOf(new Impute { Columns = ["day"] }, table);
        Assert.Equal(("wrong_type", "day"), (mistake.Code, mistake.Field));
    }

    [Fact]
    public void The_mean_of_a_named_text_column_is_refused_and_an_unknown_column_corrected()
    {
        var table = Table.Of(("age", Texts("a", null)), ("x", Doubles(1, 2)));

        Assert.Equal("wrong_type", MistakeOf(new Impute { Columns = ["age"], Strategy = ImputeStrategy.Mean }, table).Code);
        Assert.Equal("Did you mean 'age'?", MistakeOf(new Impute { Columns = ["aeg"] }, table).Hint);
    }

    [Fact]
    public void An_indicator_does_not_replace_a_column_of_its_name()
    {
        var table = Table.Of(("x", Doubles(1, double.NaN)), ("x_missing", Doubles(1, 2)));

        Assert.Equal("column_exists", MistakeOf(new Impute(), table).Code);
    }

    [Fact]
    public void Infinite_values_have_a_median_but_no_mean()
    {
        var table = Table.Of(("x", Doubles(1, 2, double.PositiveInfinity, double.NaN)));

        Assert.Equal(2, NumbersOf(FitApply(new Impute(), table), "x")[3]);
        Assert.Equal("not_finite", MistakeOf(new Impute { Strategy = ImputeStrategy.Mean }, table).Code);
    }

    [Fact]
    public void Equal_dictionary_entries_count_as_one_category()
    {
        var text = new TextColumn([0, 2, 0, 1, 1, -1], ["b", "a", "b"]);

        Assert.Equal("b", TextsOf(FitApply(new Impute(), Table.Of(("x", text))), "x")[5]);
    }
}
