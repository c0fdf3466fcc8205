using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Host;

/// <summary>A column that a row brings.</summary>
/// <param name="IsOptional">Whether a row may lack it; a value may be missing (null) either way.</param>
public sealed record ServedColumn(string Name, ColumnType Type, bool IsOptional)
{
    /// <summary>The name as it stands in a request's bytes.</summary>
    internal byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
}
