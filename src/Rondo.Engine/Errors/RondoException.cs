namespace Rondo.Engine.Errors;

/// <summary>The one exception for everything that a user can put right. Carries one mistake or several.</summary>
public sealed class RondoException : Exception
{
    public RondoException(params IEnumerable<Mistake> mistakes)
        : this([.. mistakes]) { }

    public RondoException(string code, string message, string? hint = null)
        : this([new Mistake(code, message) { Hint = hint }]) { }

    private RondoException(Mistake[] mistakes)
        : base(string.Join(Environment.NewLine, mistakes.Select(m => m.ToString())))
    {
        if (mistakes.Length == 0) throw new ArgumentException("An exception needs a mistake.", nameof(mistakes));
        Mistakes = mistakes;
    }

    public IReadOnlyList<Mistake> Mistakes { get; }
}
