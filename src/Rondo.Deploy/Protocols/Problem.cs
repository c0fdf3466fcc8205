namespace Rondo.Deploy.Protocols;

/// <summary>One thing that is wrong with what was sent.</summary>
/// <param name="Row">The row's index among those sent, from 0 on; null when it is about the whole.</param>
/// <param name="Column">The column, or the key of the request.</param>
/// <param name="Expected">What would have been right.</param>
/// <param name="Got">What was there.</param>
public sealed record Problem(int? Row, string? Column, string Expected, string Got)
{
    public override string ToString()
    {
        var place = (Row, Column) switch
        {
            ({ } row, { } column) => FormattableString.Invariant($"row {row}, column '{column}': "),
            ({ } row, null) => FormattableString.Invariant($"row {row}: "),
            (null, { } column) => $"'{column}': ",
            _ => "",
        };
        return $"{place}expected {Expected}, got {Got}";
    }
}
