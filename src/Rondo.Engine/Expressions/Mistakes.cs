using Rondo.Engine.Errors;

namespace Rondo.Engine.Expressions;

/// <summary>The ways in which an expression can be wrong.</summary>
static class Mistakes
{
    public static RondoException Bad(string message, Place place, string? hint = null) =>
        new([At("bad_expression", message, place, hint)]);

    public static RondoException TooDeep(Place place) =>
        Bad($"The expression is nested more than {Expression.MaximumDepth} deep.", place, "Split it into several derived columns.");

    public static Mistake At(string code, string message, Place place, string? hint = null) =>
        new(code, message) { Line = place.Line, Column = place.Column, Hint = hint };
}
