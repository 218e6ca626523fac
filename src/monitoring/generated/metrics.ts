/**
 * Every metric as a way out writes it: by its full name with the default prefixes, with its labels and classic bounds, and
 * how that is spelled in the other name sets. Generated from the catalogue by `npm run docs`.
 */
import type { ExposedMetric } from '../queries/metric.ts';

/** By their full names with the default prefixes, as docs/metrics.md has them. */
export type MetricName =
  | 'ipfs_aiml_model_load_seconds'
  | 'ipfs_aiml_model_init_seconds'
  | 'ipfs_aiml_model_save_seconds'
  | 'ipfs_aiml_model_size_bytes'
  | 'ipfs_aiml_inference_seconds'
  | 'ipfs_aiml_batch_inference_seconds'
  | 'ipfs_aiml_embeddings_generation_seconds'
  | 'ipfs_aiml_inference_throughput'
  | 'ipfs_aiml_inference_throughput_peak'
  | 'ipfs_aiml_inference_call_rate'
  | 'ipfs_aiml_inference_items_total'
  | 'ipfs_aiml_inference_busy_seconds_total'
  | 'ipfs_aiml_inference_running'
  | 'ipfs_aiml_inference_waiting'
  | 'ipfs_aiml_inference_queue_seconds'
  | 'ipfs_aiml_inference_memory_bytes'
  | 'ipfs_aiml_inference_memory_delta_bytes'
  | 'ipfs_aiml_inference_memory_peak_bytes'
  | 'ipfs_aiml_time_to_first_chunk_seconds'
  | 'ipfs_aiml_time_to_first_token_seconds'
  | 'ipfs_aiml_time_to_first_content_token_seconds'
  | 'ipfs_aiml_inter_token_latency_seconds'
  | 'ipfs_aiml_time_per_output_token_seconds'
  | 'ipfs_aiml_stream_tokens_per_second'
  | 'ipfs_aiml_stream_longest_stall_seconds'
  | 'ipfs_aiml_stream_reader_pause_seconds'
  | 'ipfs_aiml_stream_tokens_total'
  | 'ipfs_aiml_streams_total'
  | 'ipfs_aiml_stream_objectives_total'
  | 'ipfs_aiml_active_streams'
  | 'ipfs_aiml_training_epoch_seconds'
  | 'ipfs_aiml_optimizer_step_seconds'
  | 'ipfs_aiml_gradient_update_seconds'
  | 'ipfs_aiml_training_samples_per_second'
  | 'ipfs_aiml_training_loss'
  | 'ipfs_aiml_training_metric'
  | 'ipfs_aiml_dataset_load_seconds'
  | 'ipfs_aiml_dataset_preprocess_seconds'
  | 'ipfs_aiml_dataset_transform_seconds'
  | 'ipfs_aiml_dataset_size_bytes'
  | 'ipfs_aiml_dataset_bytes_per_second'
  | 'ipfs_aiml_dataset_cache_reads_total'
  | 'ipfs_aiml_coordination_overhead_seconds'
  | 'ipfs_aiml_coordinated_workers'
  | 'ipfs_aiml_worker_task_seconds'
  | 'ipfs_aiml_worker_utilization_ratio'
  | 'ipfs_aiml_worker_utilization_sample_ratio'
  | 'wal_operation_latency_seconds'
  | 'wal_backend_response_time_seconds'
  | 'wal_operation_failure_latency_seconds'
  | 'wal_operation_success_rate'
  | 'wal_operation_error_rate'
  | 'wal_operations_per_minute'
  | 'wal_operations_by_status'
  | 'wal_queue_size'
  | 'wal_backend_health'
  | 'wal_operation_count_total'
  | 'wal_operation_outcomes_total'
  | 'wal_retry_count_total'
  | 'http_server_request_duration_seconds'
  | 'http_server_active_requests'
  | 'data_drift_score'
  | 'data_drift_threshold'
  | 'data_drift_detected'
  | 'data_drift_feature_score'
  | 'data_drift_p_value'
  | 'data_drift_alpha'
  | 'data_drift_values'
  | 'data_drift_categories_total'
  | 'data_drift_checks_total'
  | 'training_loss'
  | 'training_accuracy'
  | 'tasks_learned_total'
  | 'inference_duration_seconds'
  | 'memory_usage_bytes'
  | 'gpu_memory_total_bytes'
  | 'model_parameters_total'
  | 'knowledge_retention_score'
  | 'knowledge_retention_peak_score'
  | 'ipfs_aiml_operations_total'
  | 'ipfs_aiml_model_operations_total'
  | 'ipfs_aiml_dataset_operations_total'
  | 'ipfs_aiml_operation_failure_seconds'
  | 'ipfs_aiml_operation_phase_seconds'
  | 'ipfs_aiml_operation_phases_total'
  | 'ipfs_aiml_operation_phase_failure_seconds'
  | 'ipfs_aiml_operation_retries_total'
  | 'ipfs_aiml_operation_rate_limited_total'
  | 'ipfs_aiml_stream_opening_seconds'
  | 'ipfs_aiml_input_tokens_total'
  | 'ipfs_aiml_output_tokens_total'
  | 'ipfs_aiml_cached_tokens_total'
  | 'ipfs_aiml_cache_write_tokens_total'
  | 'ipfs_aiml_cache_write_1h_tokens_total'
  | 'ipfs_aiml_reasoning_tokens_total'
  | 'ipfs_aiml_tool_tokens_total'
  | 'ipfs_aiml_request_input_tokens'
  | 'ipfs_aiml_request_output_tokens'
  | 'ipfs_aiml_request_cached_tokens'
  | 'ipfs_aiml_request_cache_write_tokens'
  | 'ipfs_aiml_request_cache_write_1h_tokens'
  | 'ipfs_aiml_request_reasoning_tokens'
  | 'ipfs_aiml_request_tool_tokens'
  | 'ipfs_aiml_token_cost_total'
  | 'ipfs_aiml_unpriced_tokens_total'
  | 'ipfs_aiml_memory_in_use_bytes'
  | 'inferometer_server_requests_total'
  | 'inferometer_server_event_clients'
  | 'inferometer_server_events_dropped_total'
  | 'inferometer_history_intervals_dropped_total'
  | 'inferometer_instrument_conflicts_total'
  | 'inferometer_labels_replaced_total'
  | 'inferometer_series_overflow_total'
  | 'inferometer_recordings_refused_total'
  | 'inferometer_workers_missing_total'
  | 'inferometer_remote_write_samples_sent_total'
  | 'inferometer_remote_write_samples_dropped_total'
  | 'inferometer_remote_write_retries_total'
  | 'inferometer_remote_write_samples_waiting'
  | 'inferometer_store_intervals_total'
  | 'inferometer_store_intervals_dropped_total'
  | 'inferometer_store_damaged_total'
  | 'inferometer_store_records_lost_total'
  | 'inferometer_store_degraded'
  | 'inferometer_store_bytes'
  | 'inferometer_store_pending_bytes'
  | 'inferometer_store_append_seconds'
  | 'nodejs_active_handles'
  | 'nodejs_active_handles_total'
  | 'nodejs_active_requests'
  | 'nodejs_active_requests_total'
  | 'nodejs_active_resources'
  | 'nodejs_active_resources_total'
  | 'process_cpu_seconds_total'
  | 'process_cpu_system_seconds_total'
  | 'process_cpu_user_seconds_total'
  | 'nodejs_eventloop_lag_seconds'
  | 'nodejs_eventloop_lag_max_seconds'
  | 'nodejs_eventloop_lag_mean_seconds'
  | 'nodejs_eventloop_lag_min_seconds'
  | 'nodejs_eventloop_lag_p50_seconds'
  | 'nodejs_eventloop_lag_p90_seconds'
  | 'nodejs_eventloop_lag_p99_seconds'
  | 'nodejs_eventloop_lag_stddev_seconds'
  | 'nodejs_eventloop_utilization_ratio'
  | 'nodejs_external_memory_bytes'
  | 'nodejs_gc_duration_seconds'
  | 'nodejs_heap_space_size_available_bytes'
  | 'nodejs_heap_space_size_total_bytes'
  | 'nodejs_heap_space_size_used_bytes'
  | 'nodejs_heap_size_total_bytes'
  | 'nodejs_heap_size_used_bytes'
  | 'process_max_fds'
  | 'process_open_fds'
  | 'process_heap_bytes'
  | 'process_resident_memory_bytes'
  | 'process_start_time_seconds'
  | 'nodejs_version_info'
  | 'process_virtual_memory_bytes';

const part0 = ["model_id","framework"];
const part1 = [0.01,0.05,0.1,0.25,0.5,1,2.5,5,10,30,60,120,300,600];
const part2 = ["model_id","batch_size"];
const part3 = [0.0005,0.001,0.0025,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10,30,60];
const part4 = {model_id:"gen_ai_request_model",batch_size:"inferometer_batch_size"};
const part5 = {inferometer_status:"",error_type:"",gen_ai_operation_name:"inference"};
const part6 = {inferometer_status:"",error_type:"",gen_ai_operation_name:"batch_inference"};
const part7 = {inferometer_status:"",error_type:"",gen_ai_operation_name:"embeddings"};
const part8 = [0.001,0.005,0.01,0.02,0.04,0.06,0.08,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10];
const part9 = {model_id:"gen_ai_request_model"};
const part10 = {gen_ai_operation_name:"inference"};
const part11 = {name:"gen_ai_server_time_to_first_token_seconds",labels:part9,matchers:part10};
const part12 = [0.01,0.025,0.05,0.075,0.1,0.15,0.2,0.3,0.4,0.5,0.75,1,2.5];
const part13 = {name:"gen_ai_server_time_per_output_token_seconds",labels:part9,matchers:part10};
const part14 = [0.0001,0.0005,0.001,0.005,0.01,0.05,0.1,0.5,1,5,10,60];
const part15 = ["dataset_id","operation"];
const part16 = ["operation_type","backend"];
const part17 = [0.001,0.005,0.01,0.05,0.1,0.5,1,5,10,30,60,300];
const part18 = {name:"db_client_operation_duration_seconds",labels:{operation_type:"db_operation_name",backend:"db_system_name"},matchers:{inferometer_status:"",error_type:""}};
const part19 = {name:"messaging_process_duration_seconds",labels:{operation_type:"messaging_operation_name",backend:"messaging_system"},matchers:{}};
const part20 = {"semconv-v1.41":null,"semconv-genai-latest":null};
const part21 = ["operation_type","backend","status"];
const part22 = {name:"http_server_request_duration_seconds",labels:{},matchers:{}};
const part23 = {name:"http_server_active_requests",labels:{},matchers:{}};
const part24 = [0.0005,0.001,0.0025,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10,30,60,300,600,3600];
const part25 = [0.0005,0.001,0.005,0.01,0.05,0.1,0.5,1,5,10,30,60,120,300,600];
const part26 = ["operation_type","phase","subject","status"];
const part27 = ["operation_type","model_id"];
const part28 = ["model_id","operation_type"];
const part29 = {"semconv-genai-latest":null};
const part30 = [1,4,16,64,256,1024,4096,16384,65536,262144,1048576,4194304,16777216,67108864];
const part31 = ["model_id","operation_type","token_type"];

export const METRICS: Readonly<Record<MetricName, ExposedMetric>> = {ipfs_aiml_model_load_seconds:{name:"model_load_seconds",option:"prefix",kind:"histogram",labels:part0,bounds:part1},ipfs_aiml_model_init_seconds:{name:"model_init_seconds",option:"prefix",kind:"histogram",labels:["model_id","framework","device"],bounds:part1},ipfs_aiml_model_save_seconds:{name:"model_save_seconds",option:"prefix",kind:"histogram",labels:part0,bounds:part1},ipfs_aiml_model_size_bytes:{name:"model_size_bytes",option:"prefix",kind:"gauge",labels:part0},ipfs_aiml_inference_seconds:{name:"inference_seconds",option:"prefix",kind:"histogram",labels:part2,bounds:part3,names:{"semconv-v1.41":{name:"gen_ai_client_operation_duration_seconds",labels:part4,matchers:part5},"semconv-genai-latest":{name:"gen_ai_client_inference_duration_seconds",labels:part4,matchers:part5}}},ipfs_aiml_batch_inference_seconds:{name:"batch_inference_seconds",option:"prefix",kind:"histogram",labels:part2,bounds:part3,names:{"semconv-v1.41":{name:"gen_ai_client_operation_duration_seconds",labels:part4,matchers:part6},"semconv-genai-latest":{name:"gen_ai_client_inference_duration_seconds",labels:part4,matchers:part6}}},ipfs_aiml_embeddings_generation_seconds:{name:"embeddings_generation_seconds",option:"prefix",kind:"histogram",labels:part2,bounds:part3,names:{"semconv-v1.41":{name:"gen_ai_client_operation_duration_seconds",labels:part4,matchers:part7},"semconv-genai-latest":{name:"gen_ai_client_embeddings_duration_seconds",labels:part4,matchers:part7}}},ipfs_aiml_inference_throughput:{name:"inference_throughput",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_throughput_peak:{name:"inference_throughput_peak",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_call_rate:{name:"inference_call_rate",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_items_total:{name:"inference_items_total",option:"prefix",kind:"counter",labels:["model_id"]},ipfs_aiml_inference_busy_seconds_total:{name:"inference_busy_seconds_total",option:"prefix",kind:"counter",labels:["model_id"]},ipfs_aiml_inference_running:{name:"inference_running",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_waiting:{name:"inference_waiting",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_queue_seconds:{name:"inference_queue_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part3},ipfs_aiml_inference_memory_bytes:{name:"inference_memory_bytes",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_inference_memory_delta_bytes:{name:"inference_memory_delta_bytes",option:"prefix",kind:"histogram",labels:["model_id","kind"],bounds:[-67108864,-1048576,0,1048576,4194304,16777216,67108864,268435456,1073741824,4294967296]},ipfs_aiml_inference_memory_peak_bytes:{name:"inference_memory_peak_bytes",option:"prefix",kind:"histogram",labels:["model_id","kind"],bounds:[0,1048576,4194304,16777216,67108864,268435456,1073741824,4294967296]},ipfs_aiml_time_to_first_chunk_seconds:{name:"time_to_first_chunk_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part8,names:{"semconv-v1.41":{name:"gen_ai_client_operation_time_to_first_chunk_seconds",labels:part9,matchers:part10},"semconv-genai-latest":{name:"gen_ai_client_inference_time_to_first_chunk_seconds",labels:part9,matchers:part10}}},ipfs_aiml_time_to_first_token_seconds:{name:"time_to_first_token_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part8,names:{"semconv-v1.41":part11,"semconv-genai-latest":part11}},ipfs_aiml_time_to_first_content_token_seconds:{name:"time_to_first_content_token_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part8},ipfs_aiml_inter_token_latency_seconds:{name:"inter_token_latency_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part12,names:{"semconv-v1.41":{name:"gen_ai_client_operation_time_per_output_chunk_seconds",labels:part9,matchers:part10},"semconv-genai-latest":{name:"gen_ai_client_inference_time_per_output_chunk_seconds",labels:part9,matchers:part10}}},ipfs_aiml_time_per_output_token_seconds:{name:"time_per_output_token_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part12,names:{"semconv-v1.41":part13,"semconv-genai-latest":part13}},ipfs_aiml_stream_tokens_per_second:{name:"stream_tokens_per_second",option:"prefix",kind:"histogram",labels:["model_id"],bounds:[1,2,5,10,20,50,100,200,500,1000]},ipfs_aiml_stream_longest_stall_seconds:{name:"stream_longest_stall_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part8},ipfs_aiml_stream_reader_pause_seconds:{name:"stream_reader_pause_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part8},ipfs_aiml_stream_tokens_total:{name:"stream_tokens_total",option:"prefix",kind:"counter",labels:["model_id"]},ipfs_aiml_streams_total:{name:"streams_total",option:"prefix",kind:"counter",labels:["model_id","ending"]},ipfs_aiml_stream_objectives_total:{name:"stream_objectives_total",option:"prefix",kind:"counter",labels:["model_id","operation_type","objective","result"]},ipfs_aiml_active_streams:{name:"active_streams",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_training_epoch_seconds:{name:"training_epoch_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:[0.1,0.5,1,5,10,30,60,120,300,600,1800,3600,7200,14400]},ipfs_aiml_optimizer_step_seconds:{name:"optimizer_step_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part14},ipfs_aiml_gradient_update_seconds:{name:"gradient_update_seconds",option:"prefix",kind:"histogram",labels:["model_id"],bounds:part14},ipfs_aiml_training_samples_per_second:{name:"training_samples_per_second",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_training_loss:{name:"training_loss",option:"prefix",kind:"gauge",labels:["model_id"]},ipfs_aiml_training_metric:{name:"training_metric",option:"prefix",kind:"gauge",labels:["model_id","metric"]},ipfs_aiml_dataset_load_seconds:{name:"dataset_load_seconds",option:"prefix",kind:"histogram",labels:["dataset_id","format"],bounds:part1},ipfs_aiml_dataset_preprocess_seconds:{name:"dataset_preprocess_seconds",option:"prefix",kind:"histogram",labels:part15,bounds:part1},ipfs_aiml_dataset_transform_seconds:{name:"dataset_transform_seconds",option:"prefix",kind:"histogram",labels:part15,bounds:part1},ipfs_aiml_dataset_size_bytes:{name:"dataset_size_bytes",option:"prefix",kind:"gauge",labels:["dataset_id","format"]},ipfs_aiml_dataset_bytes_per_second:{name:"dataset_bytes_per_second",option:"prefix",kind:"histogram",labels:["dataset_id","operation_type"],bounds:[10000,100000,1000000,10000000,50000000,100000000,500000000,1000000000,5000000000,10000000000]},ipfs_aiml_dataset_cache_reads_total:{name:"dataset_cache_reads_total",option:"prefix",kind:"counter",labels:["dataset_id","source","result"]},ipfs_aiml_coordination_overhead_seconds:{name:"coordination_overhead_seconds",option:"prefix",kind:"histogram",labels:["operation"],bounds:part1},ipfs_aiml_coordinated_workers:{name:"coordinated_workers",option:"prefix",kind:"histogram",labels:["operation"],bounds:[1,2,4,8,16,32,64,128,256,512,1024]},ipfs_aiml_worker_task_seconds:{name:"worker_task_seconds",option:"prefix",kind:"histogram",labels:["worker_id"],bounds:part1},ipfs_aiml_worker_utilization_ratio:{name:"worker_utilization_ratio",option:"prefix",kind:"gauge",labels:["worker_id"]},ipfs_aiml_worker_utilization_sample_ratio:{name:"worker_utilization_sample_ratio",option:"prefix",kind:"histogram",labels:["worker_id"],bounds:[0.1,0.25,0.5,0.75,0.9,1]},wal_operation_latency_seconds:{name:"operation_latency_seconds",option:"storagePrefix",kind:"histogram",labels:part16,bounds:part17,names:{"semconv-v1.41":part18,"semconv-genai-latest":part18}},wal_backend_response_time_seconds:{name:"backend_response_time_seconds",option:"storagePrefix",kind:"histogram",labels:part16,bounds:part17,names:{"semconv-v1.41":part19,"semconv-genai-latest":part19}},wal_operation_failure_latency_seconds:{name:"operation_failure_latency_seconds",option:"storagePrefix",kind:"histogram",labels:["operation_type","backend","outcome","error_type"],bounds:part17,names:part20},wal_operation_success_rate:{name:"operation_success_rate",option:"storagePrefix",kind:"gauge",labels:part16},wal_operation_error_rate:{name:"operation_error_rate",option:"storagePrefix",kind:"gauge",labels:part16},wal_operations_per_minute:{name:"operations_per_minute",option:"storagePrefix",kind:"gauge",labels:part16},wal_operations_by_status:{name:"operations_by_status",option:"storagePrefix",kind:"gauge",labels:part21},wal_queue_size:{name:"queue_size",option:"storagePrefix",kind:"gauge",labels:["status"]},wal_backend_health:{name:"backend_health",option:"storagePrefix",kind:"gauge",labels:["backend"]},wal_operation_count_total:{name:"operation_count_total",option:"storagePrefix",kind:"counter",labels:part21},wal_operation_outcomes_total:{name:"operation_outcomes_total",option:"storagePrefix",kind:"counter",labels:["operation_type","backend","outcome"]},wal_retry_count_total:{name:"retry_count_total",option:"storagePrefix",kind:"counter",labels:part16},http_server_request_duration_seconds:{name:"http_server_request_duration_seconds",kind:"histogram",labels:["http_request_method","http_route","http_response_status_code","error_type"],bounds:[0.005,0.01,0.025,0.05,0.075,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10],names:{"semconv-v1.41":part22,"semconv-genai-latest":part22}},http_server_active_requests:{name:"http_server_active_requests",kind:"gauge",labels:["http_request_method"],names:{"semconv-v1.41":part23,"semconv-genai-latest":part23}},data_drift_score:{name:"data_drift_score",kind:"gauge",labels:["task_id"]},data_drift_threshold:{name:"data_drift_threshold",kind:"gauge",labels:["task_id"]},data_drift_detected:{name:"data_drift_detected",kind:"gauge",labels:["task_id"]},data_drift_feature_score:{name:"data_drift_feature_score",kind:"gauge",labels:["task_id","feature"]},data_drift_p_value:{name:"data_drift_p_value",kind:"gauge",labels:["task_id"]},data_drift_alpha:{name:"data_drift_alpha",kind:"gauge",labels:["task_id"]},data_drift_values:{name:"data_drift_values",kind:"histogram",labels:["task_id","feature","side"],bounds:[]},data_drift_categories_total:{name:"data_drift_categories_total",kind:"counter",labels:["task_id","feature","side","category"]},data_drift_checks_total:{name:"data_drift_checks_total",kind:"counter",labels:["task_id","result"]},training_loss:{name:"training_loss",kind:"gauge",labels:[]},training_accuracy:{name:"training_accuracy",kind:"gauge",labels:[]},tasks_learned_total:{name:"tasks_learned_total",kind:"counter",labels:[]},inference_duration_seconds:{name:"inference_duration_seconds",kind:"histogram",labels:[],bounds:[0.001,0.01,0.1,1,10]},memory_usage_bytes:{name:"memory_usage_bytes",kind:"gauge",labels:["device"]},gpu_memory_total_bytes:{name:"gpu_memory_total_bytes",kind:"gauge",labels:["device"]},model_parameters_total:{name:"model_parameters_total",kind:"gauge",labels:[]},knowledge_retention_score:{name:"knowledge_retention_score",kind:"gauge",labels:["task_id"]},knowledge_retention_peak_score:{name:"knowledge_retention_peak_score",kind:"gauge",labels:["task_id"]},ipfs_aiml_operations_total:{name:"operations_total",option:"prefix",kind:"counter",labels:["operation_type","status"]},ipfs_aiml_model_operations_total:{name:"model_operations_total",option:"prefix",kind:"counter",labels:["model_id","operation_type","status"]},ipfs_aiml_dataset_operations_total:{name:"dataset_operations_total",option:"prefix",kind:"counter",labels:["dataset_id","operation_type","status"]},ipfs_aiml_operation_failure_seconds:{name:"operation_failure_seconds",option:"prefix",kind:"histogram",labels:["operation_type","model_id","status","error_type"],bounds:part24,names:part20},ipfs_aiml_operation_phase_seconds:{name:"operation_phase_seconds",option:"prefix",kind:"histogram",labels:["operation_type","phase","subject"],bounds:part25},ipfs_aiml_operation_phases_total:{name:"operation_phases_total",option:"prefix",kind:"counter",labels:part26},ipfs_aiml_operation_phase_failure_seconds:{name:"operation_phase_failure_seconds",option:"prefix",kind:"histogram",labels:part26,bounds:part24},ipfs_aiml_operation_retries_total:{name:"operation_retries_total",option:"prefix",kind:"counter",labels:["operation_type","model_id","error_type"]},ipfs_aiml_operation_rate_limited_total:{name:"operation_rate_limited_total",option:"prefix",kind:"counter",labels:part27},ipfs_aiml_stream_opening_seconds:{name:"stream_opening_seconds",option:"prefix",kind:"histogram",labels:part27,bounds:part25},ipfs_aiml_input_tokens_total:{name:"input_tokens_total",option:"prefix",kind:"counter",labels:part28,names:part29},ipfs_aiml_output_tokens_total:{name:"output_tokens_total",option:"prefix",kind:"counter",labels:part28,names:part29},ipfs_aiml_cached_tokens_total:{name:"cached_tokens_total",option:"prefix",kind:"counter",labels:part28,names:part29},ipfs_aiml_cache_write_tokens_total:{name:"cache_write_tokens_total",option:"prefix",kind:"counter",labels:part28,names:part29},ipfs_aiml_cache_write_1h_tokens_total:{name:"cache_write_1h_tokens_total",option:"prefix",kind:"counter",labels:part28},ipfs_aiml_reasoning_tokens_total:{name:"reasoning_tokens_total",option:"prefix",kind:"counter",labels:part28,names:part29},ipfs_aiml_tool_tokens_total:{name:"tool_tokens_total",option:"prefix",kind:"counter",labels:part28},ipfs_aiml_request_input_tokens:{name:"request_input_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30,names:part20},ipfs_aiml_request_output_tokens:{name:"request_output_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30,names:part20},ipfs_aiml_request_cached_tokens:{name:"request_cached_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30},ipfs_aiml_request_cache_write_tokens:{name:"request_cache_write_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30},ipfs_aiml_request_cache_write_1h_tokens:{name:"request_cache_write_1h_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30},ipfs_aiml_request_reasoning_tokens:{name:"request_reasoning_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30},ipfs_aiml_request_tool_tokens:{name:"request_tool_tokens",option:"prefix",kind:"histogram",labels:part28,bounds:part30},ipfs_aiml_token_cost_total:{name:"token_cost_total",option:"prefix",kind:"counter",labels:part31},ipfs_aiml_unpriced_tokens_total:{name:"unpriced_tokens_total",option:"prefix",kind:"counter",labels:part31},ipfs_aiml_memory_in_use_bytes:{name:"memory_in_use_bytes",option:"prefix",kind:"gauge",labels:["kind"]},inferometer_server_requests_total:{name:"inferometer_server_requests_total",kind:"counter",labels:["operation","status"]},inferometer_server_event_clients:{name:"inferometer_server_event_clients",kind:"gauge",labels:["stream"]},inferometer_server_events_dropped_total:{name:"inferometer_server_events_dropped_total",kind:"counter",labels:["stream"]},inferometer_history_intervals_dropped_total:{name:"inferometer_history_intervals_dropped_total",kind:"counter",labels:["bound"]},inferometer_instrument_conflicts_total:{name:"inferometer_instrument_conflicts_total",kind:"counter",labels:["metric"]},inferometer_labels_replaced_total:{name:"inferometer_labels_replaced_total",kind:"counter",labels:["label"]},inferometer_series_overflow_total:{name:"inferometer_series_overflow_total",kind:"counter",labels:["metric"]},inferometer_recordings_refused_total:{name:"inferometer_recordings_refused_total",kind:"counter",labels:["reason"]},inferometer_workers_missing_total:{name:"inferometer_workers_missing_total",kind:"counter",labels:[]},inferometer_remote_write_samples_sent_total:{name:"inferometer_remote_write_samples_sent_total",kind:"counter",labels:["remote"]},inferometer_remote_write_samples_dropped_total:{name:"inferometer_remote_write_samples_dropped_total",kind:"counter",labels:["remote","reason"]},inferometer_remote_write_retries_total:{name:"inferometer_remote_write_retries_total",kind:"counter",labels:["remote","reason"]},inferometer_remote_write_samples_waiting:{name:"inferometer_remote_write_samples_waiting",kind:"gauge",labels:["remote"]},inferometer_store_intervals_total:{name:"inferometer_store_intervals_total",kind:"counter",labels:[]},inferometer_store_intervals_dropped_total:{name:"inferometer_store_intervals_dropped_total",kind:"counter",labels:["reason"]},inferometer_store_damaged_total:{name:"inferometer_store_damaged_total",kind:"counter",labels:["what"]},inferometer_store_records_lost_total:{name:"inferometer_store_records_lost_total",kind:"counter",labels:[]},inferometer_store_degraded:{name:"inferometer_store_degraded",kind:"gauge",labels:[]},inferometer_store_bytes:{name:"inferometer_store_bytes",kind:"gauge",labels:[]},inferometer_store_pending_bytes:{name:"inferometer_store_pending_bytes",kind:"gauge",labels:[]},inferometer_store_append_seconds:{name:"inferometer_store_append_seconds",kind:"histogram",labels:[]},nodejs_active_handles:{name:"nodejs_active_handles",kind:"gauge",labels:["type"]},nodejs_active_handles_total:{name:"nodejs_active_handles_total",kind:"gauge",labels:[]},nodejs_active_requests:{name:"nodejs_active_requests",kind:"gauge",labels:["type"]},nodejs_active_requests_total:{name:"nodejs_active_requests_total",kind:"gauge",labels:[]},nodejs_active_resources:{name:"nodejs_active_resources",kind:"gauge",labels:["type"]},nodejs_active_resources_total:{name:"nodejs_active_resources_total",kind:"gauge",labels:[]},process_cpu_seconds_total:{name:"process_cpu_seconds_total",kind:"counter",labels:[]},process_cpu_system_seconds_total:{name:"process_cpu_system_seconds_total",kind:"counter",labels:[]},process_cpu_user_seconds_total:{name:"process_cpu_user_seconds_total",kind:"counter",labels:[]},nodejs_eventloop_lag_seconds:{name:"nodejs_eventloop_lag_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_max_seconds:{name:"nodejs_eventloop_lag_max_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_mean_seconds:{name:"nodejs_eventloop_lag_mean_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_min_seconds:{name:"nodejs_eventloop_lag_min_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_p50_seconds:{name:"nodejs_eventloop_lag_p50_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_p90_seconds:{name:"nodejs_eventloop_lag_p90_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_p99_seconds:{name:"nodejs_eventloop_lag_p99_seconds",kind:"gauge",labels:[]},nodejs_eventloop_lag_stddev_seconds:{name:"nodejs_eventloop_lag_stddev_seconds",kind:"gauge",labels:[]},nodejs_eventloop_utilization_ratio:{name:"nodejs_eventloop_utilization_ratio",kind:"gauge",labels:[]},nodejs_external_memory_bytes:{name:"nodejs_external_memory_bytes",kind:"gauge",labels:[]},nodejs_gc_duration_seconds:{name:"nodejs_gc_duration_seconds",kind:"histogram",labels:["kind"]},nodejs_heap_space_size_available_bytes:{name:"nodejs_heap_space_size_available_bytes",kind:"gauge",labels:["space"]},nodejs_heap_space_size_total_bytes:{name:"nodejs_heap_space_size_total_bytes",kind:"gauge",labels:["space"]},nodejs_heap_space_size_used_bytes:{name:"nodejs_heap_space_size_used_bytes",kind:"gauge",labels:["space"]},nodejs_heap_size_total_bytes:{name:"nodejs_heap_size_total_bytes",kind:"gauge",labels:[]},nodejs_heap_size_used_bytes:{name:"nodejs_heap_size_used_bytes",kind:"gauge",labels:[]},process_max_fds:{name:"process_max_fds",kind:"gauge",labels:[]},process_open_fds:{name:"process_open_fds",kind:"gauge",labels:[]},process_heap_bytes:{name:"process_heap_bytes",kind:"gauge",labels:[]},process_resident_memory_bytes:{name:"process_resident_memory_bytes",kind:"gauge",labels:[]},process_start_time_seconds:{name:"process_start_time_seconds",kind:"gauge",labels:[]},nodejs_version_info:{name:"nodejs_version_info",kind:"gauge",labels:["version","major","minor","patch"]},process_virtual_memory_bytes:{name:"process_virtual_memory_bytes",kind:"gauge",labels:[]}};
