using System.Collections.Immutable;

namespace Rondo.Train.Tune;

/// <summary>Listed values of any plain type, lists among them; no order is assumed.</summary>
public sealed record ChoiceDimension(string Name, ImmutableArray<object?> Choices) : Dimension(Name)
{
    public override object Written => Choices;

    public override long? Levels => Choices.Length;

    public override object? At(double unit) => Choices[Math.Clamp((int)(unit * Choices.Length), 0, Choices.Length - 1)];

    public override double UnitOf(object? value) => (IndexOf(value) + 0.5) / Choices.Length;

    /// <summary>The index of the choice, or of the first one for a value that is none.</summary>
    public int IndexOf(object? value)
    {
        var text = PlainValue.Text(value);
        for (var i = 0; i < Choices.Length; i++)
            if (PlainValue.Text(Choices[i]) == text) return i;
        return 0;
    }
}
