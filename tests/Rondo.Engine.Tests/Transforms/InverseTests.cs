using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class InverseTests
{
    [Fact]
    public void Ordinal_numbers_become_their_categories_again()
    {
        var table = Table.Of(("size", Texts("m", null, "s")), ("x", Doubles(1, 2, 3)));
        var fitted = Inverse(new Ordinal { Categories = ["s", "m"] }, table);

        Assert.Equal(["m", null, "s"], TextsOf(fitted.Invert(fitted.Apply(table)), "size"));
        Assert.Equal([null, null, "m"], TextsOf(fitted.Invert(Table.Of(("size", Doubles(0.5, 7, 1)))), "size"));
    }

    [Fact]
    public void One_hot_columns_become_one_text_column_again_in_its_place()
    {
        var table = Table.Of(("a", Doubles(1, 2, 3)), ("w", Texts("b", null, "a")), ("empty", Texts(null, null, null)), ("z", Doubles(1, 2, 3)));
        var fitted = Inverse(new OneHot(), table);

        var back = fitted.Invert(fitted.Apply(table));

        Assert.Equal(["a", "w", "z", "empty"], NamesOf(back));
        Assert.Equal(["b", null, "a"], TextsOf(back, "w"));
        Assert.Equal([null, null, null], TextsOf(back, "empty"));
    }

    [Fact]
    public void A_category_that_training_did_not_have_is_lost()
    {
        var fitted = Inverse(new OneHot(), Table.Of(("w", Texts("a", "b"))));

        Assert.Equal([null, "b"], TextsOf(fitted.Invert(fitted.Apply(Table.Of(("w", Texts("c", "b"))))), "w"));
    }

    static IInvertibleTransform Inverse(ITransform transform, Table table) => Assert.IsAssignableFrom<IInvertibleTransform>(Fit(transform, table));
}
