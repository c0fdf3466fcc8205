using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Server.Mlflow;

[JsonSerializable(typeof(JsonElement))]
sealed partial class MlflowJson : JsonSerializerContext;
