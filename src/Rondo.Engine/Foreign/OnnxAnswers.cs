using System.Collections.Frozen;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Foreign;

/// <summary>From an output's values to predictions.</summary>
sealed class OnnxAnswers(OnnxLayout layout)
{
    private readonly FrozenDictionary<string, int> _places = layout.Classes.Select((name, place) => KeyValuePair.Create(name, place)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="output">Shape: rows x Outputs.</param>
    /// <exception cref="RondoException">The values are not of the shape, or not of the classes, that they should be.</exception>
    public void Read(OnnxResult result, int rows, Span<double> output)
    {
        if (layout.Reading == OnnxReading.Labels) ReadLabels(result, rows, output);
        else if (layout.Reading == OnnxReading.Maps) ReadMaps(result, rows, output);
        else ReadNumbers(Numbers(result, rows * (layout.Reading is OnnxReading.Probabilities or OnnxReading.Logits ? layout.Classes.Length : 1)), output);
    }

    void ReadNumbers(double[] numbers, Span<double> output)
    {
        switch (layout.Reading)
        {
            case OnnxReading.Positive:
                for (var i = 0; i < numbers.Length; i++) (output[2 * i], output[(2 * i) + 1]) = (1 - numbers[i], numbers[i]);
                break;
            case OnnxReading.Logit:
                for (var i = 0; i < numbers.Length; i++) (output[2 * i], output[(2 * i) + 1]) = (Functions.Sigmoid(-numbers[i]), Functions.Sigmoid(numbers[i]));
                break;
            case OnnxReading.Logits:
                for (var i = 0; i < numbers.Length; i += layout.Classes.Length) Softmax(numbers.AsSpan(i, layout.Classes.Length), output[i..]);
                break;
            default:
                numbers.CopyTo(output);
                break;
        }
    }

    void ReadLabels(OnnxResult result, int rows, Span<double> output)
    {
        var labels = result.Texts ?? Array.ConvertAll(result.Numbers!, OnnxLabels.Of);
        if (labels.Length != rows) throw WrongShape(result, rows);
        output.Clear();
        for (var i = 0; i < rows; i++) output[(i * layout.Classes.Length) + PlaceOf(labels[i])] = 1;
    }

    // Maps are in the order of their keys, which need not be that of the classes.
    void ReadMaps(OnnxResult result, int rows, Span<double> output)
    {
        var keys = result.Keys;
        var numbers = Numbers(result, rows * keys.Length);
        output.Clear();
        for (var k = 0; k < keys.Length; k++)
        {
            var place = PlaceOf(keys[k]);
            for (var i = 0; i < rows; i++) output[(i * layout.Classes.Length) + place] = numbers[(i * keys.Length) + k];
        }
    }

    int PlaceOf(string label) => _places.TryGetValue(label, out var place) ? place
        : throw new RondoException("unknown_class", $"The model answers '{label}', which is none of its classes: {string.Join(", ", layout.Classes.Take(20))}.", "Register it again with --classes.");

    double[] Numbers(OnnxResult result, int count) =>
        result.Numbers is { } numbers && numbers.Length == count ? numbers : throw WrongShape(result, count);

    static void Softmax(ReadOnlySpan<double> scores, Span<double> output)
    {
        var highest = double.NegativeInfinity;
        foreach (var score in scores) highest = Math.Max(highest, score);
        var sum = 0.0;
        for (var k = 0; k < scores.Length; k++) sum += output[k] = Functions.Exp(scores[k] - highest);
        for (var k = 0; k < scores.Length; k++) output[k] /= sum;
    }

    RondoException WrongShape(OnnxResult result, int expected) => new("unsuitable_model",
        $"The model's output '{layout.Output}' gives values of shape [{string.Join(", ", result.Shape)}], where {expected} are expected.", "Export it so that its first dimension is the rows.");
}
