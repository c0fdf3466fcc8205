using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class OneHotTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("later")]
    public void Columns_equal_those_of_scikit_learn(string rows)
    {
        var expected = Golden.Reference.GetProperty("one_hot");
        var fitted = Fit(new OneHot(), Table.Of(("w", Texts(Golden.Texts(Golden.Reference.GetProperty("text"))))));

        var encoded = fitted.Apply(Table.Of(("w", Texts(Golden.Texts(Golden.Reference.GetProperty(rows))))));

        var categories = Golden.Texts(expected.GetProperty("categories"));
        Assert.Equal([.. categories.Select(c => "w=" + c)], NamesOf(encoded));
        var marks = expected.GetProperty(rows);
        for (var k = 0; k < categories.Length; k++)
            Assert.Equal([.. marks.EnumerateArray().Select(row => (long?)row[k].GetInt64())], WholeOf(encoded, "w=" + categories[k], ColumnType.Boolean));
    }

    [Fact]
    public void The_columns_stand_where_the_text_stood()
    {
        var encoded = FitApply(new OneHot(), Table.Of(("x", Doubles(1, 2)), ("w", Texts("b", "a")), ("y", Doubles(3, 4))));

        Assert.Equal(["x", "w=a", "w=b", "y"], NamesOf(encoded));
    }

    [Fact]
    public void A_missing_value_is_in_no_category()
    {
        var encoded = FitApply(new OneHot(), Table.Of(("w", Texts("a", null))));

        Assert.Equal([1, 0], WholeOf(encoded, "w=a", ColumnType.Boolean));
    }

    [Fact]
    public void Rare_categories_get_no_column()
    {
        var table = Table.Of(("w", Texts("a", "a", "a", "b", "b", "c")));

        Assert.Equal(["w=a", "w=b"], NamesOf(FitApply(new OneHot { MinFrequency = 2 }, table)));
        Assert.Equal(["w=a"], NamesOf(FitApply(new OneHot { MinFrequency = 0.4 }, table)));
    }

    [Fact]
    public void A_million_categories_are_refused_with_the_limit()
    {
        var codes = new int[1_000_000];
        for (var i = 0; i < codes.Length; i++) codes[i] = i;
        var table = Table.Of(("id", new TextColumn(codes, Array.ConvertAll(codes, c => "user" + c))));

        var mistake = MistakeOf(new OneHot(), table);

        Assert.Equal(("too_many_categories", "id"), (mistake.Code, mistake.Field));
        Assert.Contains("1,000,000", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("10,000", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_cells_than_memory_holds_are_refused()
    {
        var codes = new int[200_000];
        for (var i = 0; i < codes.Length; i++) codes[i] = i % 9_000;
        var dictionary = Enumerable.Range(0, 9_000).Select(c => "c" + c).ToArray();

        Assert.Equal("too_many_cells", MistakeOf(new OneHot(), Table.Of(("w", new TextColumn(codes, dictionary)))).Code);
    }

    [Fact]
    public void A_new_column_does_not_replace_one_of_its_name() =>
        Assert.Equal("column_exists", MistakeOf(new OneHot(), Table.Of(("w", Texts("a")), ("w=a", Doubles(1)))).Code);

    [Fact]
    public void Numbers_are_refused_when_named() =>
        Assert.Equal("wrong_type", MistakeOf(new OneHot { Columns = ["x"] }, Table.Of(("x", Doubles(1)))).Code);
}
