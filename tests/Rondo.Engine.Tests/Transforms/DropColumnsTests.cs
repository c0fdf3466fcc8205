using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class DropColumnsTests
{
    static readonly Table Three = Table.Of(("id", Texts("a")), ("x", Doubles(1)), ("day", Integers(ColumnType.Date, 1)));

    [Fact]
    public void Named_columns_go_and_the_others_keep_their_order() =>
        Assert.Equal(["x"], NamesOf(FitApply(new DropColumns { Columns = ["id", "day"] }, Three)));

    [Fact]
    public void An_unknown_column_is_refused_with_the_nearest_name() =>
        Assert.Equal("Did you mean 'day'?", MistakeOf(new DropColumns { Columns = ["dya"] }, Three).Hint);

    [Fact]
    public void At_least_one_column_has_to_stay() =>
        Assert.Equal("no_features", MistakeOf(new DropColumns { Columns = ["id", "x", "day"] }, Three).Code);
}
