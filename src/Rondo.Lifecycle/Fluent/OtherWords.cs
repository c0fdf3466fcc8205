namespace Rondo.Lifecycle.Fluent;

/// <summary>A section said by the names of its keys.</summary>
public sealed class OtherWords : SectionWords<OtherWords>;
