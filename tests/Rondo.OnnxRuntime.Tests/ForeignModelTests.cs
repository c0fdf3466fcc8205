using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Foreign;

namespace Rondo.OnnxRuntime.Tests;

public sealed class ForeignModelTests
{
    static readonly ImmutableArray<string> _abc = ["a", "b", "c"];

    [Theory]
    [InlineData("churn", TaskKind.Binary)]
    [InlineData("house", TaskKind.Regression)]
    [InlineData("iris", TaskKind.Multiclass)]
    [InlineData("torch_logits", TaskKind.Multiclass)]
    [InlineData("torch_sigmoid", TaskKind.Binary)]
    [InlineData("torch_one_row", TaskKind.Regression)]
    public void Answers_are_those_of_the_library_that_made_the_model(string name, TaskKind task)
    {
        var pipeline = Elsewhere.Pipeline(RequestOf(name));
        var predictions = pipeline.Predict(Elsewhere.Rows(name, pipeline.Input), threads: 2);
        Assert.Equal(task, pipeline.Task);
        AssertClose(Elsewhere.Answers(name), predictions.Values, 2e-6);
    }

    [Fact]
    public void A_signature_names_and_types_the_inputs_as_the_file_does()
    {
        var churn = Elsewhere.Pipeline(RequestOf("churn"));
        Assert.Equal([new Field("age", ColumnType.Int64), new Field("income", ColumnType.Double), new Field("city", ColumnType.Text)], churn.Input.Fields);
        Assert.Equal(["no", "yes"], churn.Classes);
        Assert.Equal(["area", "rooms", "age", "garden"], Elsewhere.Pipeline(RequestOf("house")).Input.Fields.Select(f => f.Name));
        Assert.Equal(["X_0", "X_1", "X_2", "X_3"], Elsewhere.Pipeline(RequestOf("iris")).Input.Fields.Select(f => f.Name));
        Assert.Equal(["0", "10", "20"], Elsewhere.Pipeline(RequestOf("iris")).Classes);
    }

    [Fact]
    public void Columns_get_the_names_and_types_they_are_given()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("iris") with { Columns = [("a", null), ("b", ColumnType.Int64), ("c", ColumnType.Boolean), ("d", ColumnType.Double)] });
        Assert.Equal([ColumnType.Double, ColumnType.Int64, ColumnType.Boolean, ColumnType.Double], pipeline.Input.Fields.Select(f => f.Type));
    }

    [Fact]
    public void Maps_of_probabilities_say_what_a_tensor_of_them_says()
    {
        var (tensor, maps) = (Elsewhere.Pipeline(RequestOf("churn")), Elsewhere.Pipeline(Elsewhere.Request("churn_zipmap")));
        var rows = Elsewhere.Rows("churn", tensor.Input);
        Assert.Equal(tensor.Predict(rows).Values, maps.Predict(rows).Values);
    }

    [Fact]
    public void Labels_alone_are_classes_without_doubt()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("iris") with { Output = "label" });
        var predictions = pipeline.Predict(Elsewhere.Rows("iris", pipeline.Input));
        var probable = new Predictions(TaskKind.Multiclass, pipeline.Classes, Elsewhere.Answers("iris"));
        Assert.Equal(Enumerable.Range(0, probable.Rows).Select(probable.ClassOf), Enumerable.Range(0, predictions.Rows).Select(predictions.ClassOf));
        Assert.All(predictions.Values, p => Assert.True(p is 0 or 1));
    }

    [Fact]
    public void A_saved_and_reloaded_pipeline_says_the_same_of_tables_and_of_single_rows()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("churn"));
        var bytes = PipelineFormat.Write(pipeline);
        var reloaded = PipelineFormat.Read(bytes);
        var rows = Elsewhere.Rows("churn", pipeline.Input);
        var expected = pipeline.Predict(rows);
        Assert.Equal(bytes, PipelineFormat.Write(reloaded));
        Assert.Equal(expected.Values, reloaded.Predict(rows).Values);
        var alone = new RowPipeline(reloaded);
        for (var i = 0; i < rows.RowCount; i++)
        {
            for (var j = 0; j < rows.Columns.Length; j++) Cell.Copy(rows.Columns[j].Take([i]), alone.Row[j]);
            AssertClose(expected.Row(i), alone.Predict(), 1e-6);
        }
    }

    [Fact]
    public void Many_threads_and_many_rows_give_each_row_its_own_answer()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("house"));
        var few = Elsewhere.Rows("house", pipeline.Input);
        var many = few.Take([.. Enumerable.Range(0, 5000).Select(i => i % few.RowCount)]);
        var expected = pipeline.Predict(few).Values;
        var values = pipeline.Predict(many, threads: 4).Values;
        for (var i = 0; i < values.Length; i++) Assert.Equal(expected[i % few.RowCount], values[i], 1e-6);
        Assert.Empty(pipeline.Predict(few.Take([])).Values);
    }

    [Fact]
    public void What_an_ONNX_model_has_no_value_for_is_refused_by_the_columns_name()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("churn"));
        var age = new IntegerColumn(ColumnType.Int64, [0], [true]);
        AssertRefused("missing_value", "'age'", () => pipeline.Predict(Table.Of(("age", age), ("income", new DoubleColumn([1])), ("city", TextColumn.From(["Wien"])))));
        var known = new IntegerColumn(ColumnType.Int64, [30]);
        AssertRefused("bad_text", "'city'", () => pipeline.Predict(Table.Of(("age", known), ("income", new DoubleColumn([1])), ("city", TextColumn.From(["a\0b"])))));
        Assert.All(pipeline.Predict(Table.Of(("age", known), ("income", new DoubleColumn([double.NaN])), ("city", TextColumn.From([null])))).Values, p => Assert.True(double.IsNaN(p)));
    }

    [Theory]
    [InlineData("scores that are none of 0 to 1", "unsuitable_model", "--scores logits")]
    [InlineData("classes that are too few", "unsuitable_model", "3 classes; --classes names 2")]
    [InlineData("columns that are too many", "unsuitable_model", "names 5 columns; the model takes 4")]
    [InlineData("an output that is not there", "unsuitable_model", "no output 'x'")]
    [InlineData("text for numbers", "unsuitable_model", "can't be text")]
    [InlineData("a target among the columns", "unsuitable_model", "'features_2' is one of the columns")]
    [InlineData("another task", "unsuitable_model", "multiclass; --task says binary")]
    [InlineData("no name of a class", "unsuitable_model", "--classes no,yes")]
    public void What_does_not_fit_the_model_is_refused_with_what_does(string what, string code, string words)
    {
        Elsewhere.NeedsRuntime();
        var request = Elsewhere.Request("torch_logits") with { Classes = _abc, IsLogits = true };
        request = what switch
        {
            "scores that are none of 0 to 1" => request with { IsLogits = false },
            "classes that are too few" => request with { Classes = ["a", "b"] },
            "columns that are too many" => request with { Columns = [.. "vwxyz".Select(c => (c.ToString(), (ColumnType?)null))] },
            "an output that is not there" => request with { Output = "x" },
            "text for numbers" => request with { Columns = [("a", ColumnType.Text), ("b", null), ("c", null), ("d", null)] },
            "a target among the columns" => request with { Target = "features_2" },
            "another task" => request with { Task = TaskKind.Binary },
            _ => request with { Classes = [] },
        };
        AssertRefused(code, words, () => ForeignModel.Try(request));
    }

    [Fact]
    public void What_cannot_be_exported_says_where_its_file_is()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("house"));
        AssertRefused("cannot_export", "model.onnx", () => Engine.Export.ExportGraph.Of(pipeline));
    }

    [Fact]
    public void The_runtime_reads_the_file_as_it_came()
    {
        var pipeline = Elsewhere.Pipeline(RequestOf("house"));
        var model = Assert.IsType<OnnxModel>(Assert.Single(pipeline.Branches).Model);
        Assert.True(model.File.SequenceEqual(File.ReadAllBytes(Elsewhere.PathOf("house.onnx"))));
        Assert.True(model.NativeBytes > model.File.Length);
        Assert.Matches(@"^1\.\d+", Ort.Instance.Version);
    }

    static ForeignRequest RequestOf(string name) => name switch
    {
        "torch_logits" => Elsewhere.Request(name) with { Classes = _abc, IsLogits = true },
        "torch_sigmoid" => Elsewhere.Request(name) with { Classes = ["no", "yes"], Task = TaskKind.Binary },
        _ => Elsewhere.Request(name),
    };

    static void AssertRefused(string code, string words, Action act)
    {
        var refusal = Assert.Throws<RondoException>(act).Mistakes[0];
        Assert.Equal(code, refusal.Code);
        Assert.Contains(words, refusal.ToString(), StringComparison.Ordinal);
    }

    static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], relative * Math.Max(1, Math.Abs(expected[i])));
    }
}
