namespace Rondo.Engine.Export;

/// <summary>Says of a part that what it fits cannot be exported, so that a plan can tell before anything is trained.</summary>
/// <param name="reason">A clause in small letters, without a full stop.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotExportedAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;

    /// <summary>The one target that cannot have it, such as <c>onnx</c>; null when none can.</summary>
    public string? To { get; init; }
}
