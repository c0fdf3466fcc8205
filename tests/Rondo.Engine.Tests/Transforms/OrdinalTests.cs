using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class OrdinalTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("later")]
    public void Codes_equal_those_of_scikit_learn(string rows)
    {
        var fitted = Fit(new Ordinal(), Table.Of(("w", Texts(Golden.Texts(Golden.Reference.GetProperty("text"))))));

        var encoded = fitted.Apply(Table.Of(("w", Texts(Golden.Texts(Golden.Reference.GetProperty(rows))))));

        var expected = Golden.Numbers(Golden.Reference.GetProperty("ordinal").GetProperty(rows));
        Assert.Equal([.. expected.Select(v => double.IsNaN(v) ? (long?)null : (long)v)], WholeOf(encoded, "w"));
    }

    [Fact]
    public void A_given_order_is_kept()
    {
        var table = Table.Of(("size", Texts("large", "small", null, "medium")));

        var encoded = FitApply(new Ordinal { Categories = ["small", "medium", "large"] }, table);

        Assert.Equal([2, 0, null, 1], WholeOf(encoded, "size"));
    }

    [Fact]
    public void A_category_that_the_order_leaves_out_is_refused()
    {
        var mistake = MistakeOf(new Ordinal { Categories = ["small", "large"] }, Table.Of(("size", Texts("small", "lrage"))));

        Assert.Equal(("unknown_category", "Did you mean 'large'?"), (mistake.Code, mistake.Hint));
    }

    [Fact]
    public void An_order_that_names_a_category_twice_is_refused() =>
        Assert.Equal("bad_parameter", MistakeOf(new Ordinal { Categories = ["a", "a"] }, Table.Of(("w", Texts("a")))).Code);

    [Fact]
    public void A_column_without_any_value_stays_missing() =>
        Assert.Equal([null, null], WholeOf(FitApply(new Ordinal(), Table.Of(("w", Texts(null, null)))), "w"));
}
