using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Sources;

/// <summary>A kind of place that rows come from: a format of files (<see cref="IFileSource"/>), or something at an address (<see cref="IAddressSource"/>).</summary>
[PartKind("source")]
public interface ISource;
