using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class DeriveColumnsTests
{
    static readonly Table Houses = Table.Of(("rooms", Whole(10, 7, null)), ("households", Whole(4, 0, 2)), ("place", Texts("Oslo", null, "Rome")));

    [Fact]
    public void Each_column_may_use_the_ones_before_it()
    {
        var table = FitApply(DeriveColumns.Of(("ratio", "rooms / households"), ("is_high", "ratio > 2"), ("tag", "concat(place, '/', text(is_high))")), Houses);
        Assert.Equal(["rooms", "households", "place", "ratio", "is_high", "tag"], NamesOf(table));
        Assert.Equal([2.5, double.NaN, double.NaN], NumbersOf(table, "ratio"));
        Assert.Equal([1, null, null], WholeOf(table, "is_high", ColumnType.Boolean));
        Assert.Equal(["Oslo/true", null, null], TextsOf(table, "tag"));
    }

    [Fact]
    public void A_column_of_the_name_of_another_takes_its_place()
    {
        var table = FitApply(new DeriveColumns { Columns = ["place = lower(place)", "rooms=rooms * 1.5"] }, Houses);
        Assert.Equal(["rooms", "households", "place"], NamesOf(table));
        Assert.Equal(["oslo", null, "rome"], TextsOf(table, "place"));
        Assert.Equal([15, 10.5, double.NaN], NumbersOf(table, "rooms"));
    }

    [Fact]
    public void A_name_may_have_odd_characters()
    {
        var table = FitApply(DeriveColumns.Of(("a = `b` c", "1"), ("d", "`a = ``b`` c` + 1")), Houses);
        Assert.Equal([2, 2, 2], WholeOf(table, "d"));
    }

    [Fact]
    public void Every_wrong_expression_is_named_once_with_its_place()
    {
        var derive = DeriveColumns.Of(("a", "rooms +"), ("b", "1 + roms"), ("c", "a * 2"), ("d", "lower(rooms)"));
        var mistakes = Assert.Throws<RondoException>(() => derive.Fit(Houses, new TransformContext(Target.Regression(new double[3])))).Mistakes;
        Assert.Equal([("bad_expression", "a", 8), ("unknown_column", "b", 5), ("type_mismatch", "d", 1)], mistakes.Select(m => (m.Code, m.Field!, m.Column!.Value)));
        Assert.Equal("Did you mean 'rooms'?", mistakes[1].Hint);
    }

    [Fact]
    public void A_column_without_a_name_is_refused() =>
        Assert.Equal("bad_expression", MistakeOf(new DeriveColumns { Columns = ["rooms + 1"] }, Houses).Code);
}
