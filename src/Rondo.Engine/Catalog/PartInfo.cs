using System.Collections.Immutable;
using System.Reflection;

namespace Rondo.Engine.Catalog;

/// <summary>A parameter as the catalog knows it.</summary>
public sealed record ParamInfo(string Name, ParamAttribute Attribute, PropertyInfo Property, object? Default);

/// <summary>A part as the catalog knows it.</summary>
public sealed record PartInfo(string Name, string Kind, string Summary, Type Type, ImmutableArray<ParamInfo> Parameters);
