namespace Rondo.Train.Tune;

/// <summary>A parameter that a search moves, seen as the unit interval cut into its values.</summary>
/// <param name="Name">The parameter's name, in snake_case.</param>
public abstract record Dimension(string Name)
{
    /// <summary>As a file writes it: the text of a range, or the list of choices.</summary>
    public abstract object Written { get; }

    /// <summary>How many values there are; null for a range of real numbers.</summary>
    public abstract long? Levels { get; }

    /// <summary>The value at a point of the unit interval: a double, a whole number as long, or one of the choices.</summary>
    public abstract object? At(double unit);

    /// <summary>The middle of the value's share of the unit interval; the nearest end for values outside.</summary>
    public abstract double UnitOf(object? value);
}
