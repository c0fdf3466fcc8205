namespace Rondo.Engine.Expressions;

/// <summary>A function as the reference shows it.</summary>
public sealed record FunctionInfo(string Name, string Signature, string Summary);
