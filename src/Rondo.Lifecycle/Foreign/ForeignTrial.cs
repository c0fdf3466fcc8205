using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Foreign;

/// <summary>Asks a model before it is registered, so that it is known to answer.</summary>
static class ForeignTrial
{
    // float32 probabilities of a thousand classes add up to 1 within this.
    const double Tolerance = 1e-3;

    /// <exception cref="RondoException">It refuses the rows, or its answers are not what they should be.</exception>
    public static void Run(FittedPipeline pipeline, Table? rows)
    {
        var isMade = rows is null;
        rows ??= MadeFor(pipeline.Input);
        Predictions predictions;
        try
        {
            predictions = pipeline.Predict(rows);
        }
        catch (RondoException e) when (isMade && e.Mistakes[0].Code == "onnx_refused")
        {
            throw new RondoException("unsuitable_model", $"The model does not answer rows of zeros and empty texts: {e.Mistakes[0].Message}", "Give a file with a few rows that it takes: --data FILE.");
        }
        if (!pipeline.Task.HasClasses) return;
        for (var i = 0; i < predictions.Rows; i++)
            if (!IsDistribution(predictions.Row(i)))
                throw new RondoException("unsuitable_model", FormattableString.Invariant($"The model's numbers for row {i + 1} are no probabilities: {string.Join(", ", predictions.Row(i)[..Math.Min(5, predictions.Outputs)].ToArray())}."),
                    "Say --scores logits when they are scores before softmax or sigmoid.");
    }

    // NaN is no answer, but a model may well have none to rows of zeros.
    static bool IsDistribution(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            if (value is < -Tolerance or > 1 + Tolerance) return false;
            sum += value;
        }
        return double.IsNaN(sum) || Math.Abs(sum - 1) <= Tolerance;
    }

    static Table MadeFor(Schema input) => Table.Of(input.Fields.Select(field => (field.Name, Column: (Column)(field.Type switch
    {
        ColumnType.Double => new DoubleColumn([0, 1, -7.5]),
        ColumnType.Text => TextColumn.From(["", "a", "b"]),
        _ => new IntegerColumn(field.Type, [0, 1, 0]),
    }))));
}
