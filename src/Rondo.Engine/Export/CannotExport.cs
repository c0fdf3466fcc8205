using Rondo.Engine.Errors;

namespace Rondo.Engine.Export;

/// <summary>Why something stays where it was trained.</summary>
static class CannotExport
{
    public const string Code = "cannot_export";

    /// <param name="what">The part or function, as the user names it.</param>
    /// <param name="reason">Goes on after a colon.</param>
    public static RondoException Because(string what, string reason) =>
        new(new Mistake(Code, $"'{what}' cannot be exported: {reason}.") { Field = what, Hint = "Serve the model, or train one without it." });
}
