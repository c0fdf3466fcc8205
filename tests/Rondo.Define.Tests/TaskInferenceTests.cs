using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Define.Tests;

public sealed class TaskInferenceTests
{
    [Fact]
    public void Two_values_of_any_type_are_a_binary_task()
    {
        Assert.Equal(TaskKind.Binary, Infer(TextColumn.From(["yes", "no", null, "yes"])));
        Assert.Equal(TaskKind.Binary, Infer(new DoubleColumn([0.5, 1.5, double.NaN, 0.5])));
        Assert.Equal(TaskKind.Binary, Infer(new IntegerColumn(ColumnType.Int64, [7, 9, 7])));
        Assert.Equal(TaskKind.Binary, Infer(new IntegerColumn(ColumnType.Boolean, [0, 1, 1])));
    }

    [Fact]
    public void Text_with_more_values_is_multiclass() =>
        Assert.Equal(TaskKind.Multiclass, Infer(TextColumn.From(["a", "b", "c"])));

    [Theory]
    [InlineData(400, 20, TaskKind.Multiclass)]
    [InlineData(399, 20, TaskKind.Regression)]
    [InlineData(10_000, 21, TaskKind.Regression)]
    [InlineData(60, 3, TaskKind.Multiclass)]
    [InlineData(59, 3, TaskKind.Regression)]
    public void Few_whole_numbers_are_classes_and_many_are_not(int rows, int values, TaskKind expected)
    {
        var whole = Enumerable.Range(0, rows).Select(i => (long)(i % values)).ToArray();

        Assert.Equal(expected, Infer(new IntegerColumn(ColumnType.Int64, whole)));
        Assert.Equal(expected, Infer(new DoubleColumn([.. whole.Select(v => (double)v)])));
        Assert.Equal(TaskKind.Regression, Infer(new DoubleColumn([.. whole.Select(v => v + 0.5)])));
    }

    [Fact]
    public void Classes_are_ordered_by_value_and_spelled_alike_in_every_type()
    {
        var integers = TargetProfile.Of(new IntegerColumn(ColumnType.Int64, [10, 9, 10, 0], [false, false, false, true]));
        var doubles = TargetProfile.Of(new DoubleColumn([10, 9, 10, double.NaN]));
        var text = TargetProfile.Of(new TextColumn([2, 0, 2, -1], ["9", "unused", "10"]));

        Assert.Equal([new ClassCount("9", 1), new ClassCount("10", 2)], integers.Classes!.Value);
        Assert.Equal([new ClassCount("9", 1), new ClassCount("10", 2)], doubles.Classes!.Value);
        Assert.Equal([new ClassCount("10", 2), new ClassCount("9", 1)], text.Classes!.Value);
        Assert.All([integers, doubles, text], p => Assert.Equal(1, p.Missing));
    }

    [Fact]
    public void More_values_than_classes_can_be_are_not_listed()
    {
        Assert.Null(TargetProfile.Of(new DoubleColumn([.. Enumerable.Range(0, 1001).Select(i => (double)i)])).Classes);
        Assert.Equal(1000, TargetProfile.Of(new DoubleColumn([.. Enumerable.Range(0, 1000).Select(i => (double)i)])).Classes!.Value.Length);
    }

    static TaskKind Infer(Column column) => TaskInference.Infer(TargetProfile.Of(column)).Task;
}
