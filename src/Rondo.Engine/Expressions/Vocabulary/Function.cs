using System.Collections.Immutable;
using Rondo.Engine.Expressions.Kernels;

namespace Rondo.Engine.Expressions.Vocabulary;

delegate Kernel BindKernel(Kernel[] arguments, Workspace workspace);

/// <summary>One way to apply a function: the types that it takes, the type that it gives, and what works it out.</summary>
sealed record Overload(ImmutableArray<ValueKind> Takes, ValueKind Gives, BindKernel Bind)
{
    /// <summary>Whether the last argument may come more often.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether the types must be the ones named: the hour of a date is a mistake, not 0.</summary>
    public bool IsExact { get; init; }

    public bool Accepts(int arguments) => Repeats ? arguments >= Takes.Length : arguments == Takes.Length;

    public ValueKind Kind(int argument) => Takes[Math.Min(argument, Takes.Length - 1)];
}

/// <summary>A function or operator of the language.</summary>
/// <param name="Signature">How it is written, for messages and the reference.</param>
/// <param name="Overloads">The first one that the arguments fit is taken; int64 fits double, date fits timestamp.</param>
sealed record Function(string Name, string Signature, string Summary, params ImmutableArray<Overload> Overloads)
{
    /// <summary>Looks at the call as written; returns what is wrong with it, or null.</summary>
    public Func<Call, string?>? Check { get; init; }
}
