namespace Rondo.Lifecycle.Spec;

/// <summary>Something to know that stops nothing.</summary>
public sealed record SpecAlert(string Code, string Message, string? Column = null);
