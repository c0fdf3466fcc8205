using System.Text.Json.Serialization;

namespace Rondo.Engine.Export.JavaScript;

/// <summary>Texts as JavaScript reads them.</summary>
[JsonSerializable(typeof(string))]
sealed partial class ExportJson : JsonSerializerContext;
