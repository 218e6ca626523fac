/**
 * Dashboards as Grafana's SDK makes them, without their expressions; what occurs in several places is here once. Generated from
 * src/monitoring/dashboards by `npm run docs`.
 */

export const SKELETONS_TEXT: string =
  "{'parts':[{'type':'datasource','name':'datasource','skipUrlSync':false,'multi':false,'allowCustomValue':true,'" +
  "includeAll':false,'auto':false,'auto_min':'10s','auto_count':30,'label':'Data source','query':'prometheus'},{'" +
  "type':'prometheus','uid':'$datasource'},{'type':'query','name':'job','skipUrlSync':false,'multi':false,'allowC" +
  "ustomValue':true,'includeAll':false,'auto':false,'auto_min':'10s','auto_count':30,'label':'Job','datasource':{" +
  "'$':1},'query':'','refresh':2,'sort':1},{'text':['All'],'value':['$__all']},{'type':'query','name':'instance'," +
  "'skipUrlSync':false,'multi':true,'allowCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto" +
  "_count':30,'label':'Instance','datasource':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{" +
  "'$':3}},{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'model','skipUrlSync':false,'multi':true,'allo" +
  "wCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto_count':30,'label':'Model','datasource" +
  "':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{'$':3}}]},{'from':'now-1h','to':'now'},[{" +
  "'title':'Inferometer','type':'dashboards','icon':'','tooltip':'','tags':['inferometer'],'asDropdown':true,'pla" +
  "cement':'inControlsMenu','targetBlank':false,'includeVars':true,'keepTime':true}],{'x':0,'y':0,'h':1,'w':24},{" +
  "'type':'row','collapsed':false,'id':1,'panels':[],'title':'Now','gridPos':{'$':8}},{'calcs':['lastNotNull']},{" +
  "'graphMode':'area','colorMode':'none','justifyMode':'auto','textMode':'auto','wideLayout':true,'showPercentCha" +
  "nge':false,'reduceOptions':{'$':10},'percentChangeColorMode':'standard','orientation':'auto'},{'mode':'absolut" +
  "e','steps':[{'value':null,'color':'blue'}]},{'defaults':{'color':{'mode':'thresholds'},'unit':'ops','threshold" +
  "s':{'$':12}},'overrides':[]},{'h':4,'w':6,'x':0,'y':1},{'expr':'','refId':'A','datasource':{'$':1},'range':tru" +
  "e,'instant':false},[{'$':15}],{'defaults':{'color':{'mode':'thresholds'},'unit':'s','thresholds':{'$':12}},'ov" +
  "errides':[]},{'h':4,'w':6,'x':6,'y':1},{'expr':'','refId':'A','datasource':{'$':1},'range':true,'instant':fals" +
  "e,'exemplar':true},[{'$':19}],{'graphMode':'area','colorMode':'value','justifyMode':'auto','textMode':'auto','" +
  "wideLayout':true,'showPercentChange':false,'reduceOptions':{'$':10},'percentChangeColorMode':'standard','orien" +
  "tation':'auto'},{'value':null,'color':'green'},{'defaults':{'color':{'mode':'thresholds'},'unit':'percentunit'" +
  ",'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.05,'color':'red'}]}},'overrides':[]},{'h':4,'w':" +
  "6,'x':12,'y':1},{'defaults':{'color':{'mode':'thresholds'},'unit':'short','thresholds':{'$':12}},'overrides':[" +
  "]},{'h':4,'w':6,'x':18,'y':1},{'x':0,'y':5,'h':1,'w':24},{'calculate':false,'color':{'scheme':'Blues','fill':'" +
  "','exponent':0.5,'steps':64,'reverse':false,'mode':'scheme'},'filterValues':{'le':1e-9},'showValue':'auto','ce" +
  "llGap':1,'yAxis':{'unit':'s','axisPlacement':'left'},'legend':{'show':true},'tooltip':{'mode':'single','yHisto" +
  "gram':true},'exemplars':{'color':'rgba(255,0,255,0.7)'},'selectionMode':'x','rowsFrame':{'value':'Values'}},{'" +
  "defaults':{'custom':{'scaleDistribution':{'type':'linear'}},'unit':'s'},'overrides':[]},{'h':9,'w':24,'x':0,'y" +
  "':6},{'legend':{'displayMode':'table','placement':'bottom','showLegend':true,'calcs':['lastNotNull','max']},'t" +
  "ooltip':{'mode':'multi','sort':'desc'}},{'lineWidth':1,'fillOpacity':0,'showPoints':'never'},{'defaults':{'cus" +
  "tom':{'$':32},'unit':'s','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':15},{'expr':'','refId'" +
  ":'B','datasource':{'$':1},'range':true,'instant':false,'exemplar':true},[{'$':19},{'$':35},{'expr':'','refId':" +
  "'C','datasource':{'$':1},'range':true,'instant':false,'exemplar':true}],{'h':8,'w':12,'x':12,'y':15},{'h':8,'w" +
  "':12,'x':0,'y':23},{'h':8,'w':12,'x':12,'y':23},[{'$':19},{'$':35}],{'x':0,'y':31,'h':1,'w':24},{'defaults':{'" +
  "custom':{'$':32},'unit':'ops','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':32},{'defaults':{" +
  "'custom':{'$':32},'unit':'short','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':12,'y':32},{'expr':'" +
  "','refId':'B','datasource':{'$':1},'range':true,'instant':false},[{'$':15},{'$':46}],{'h':8,'w':12,'x':0,'y':4" +
  "0},{'h':8,'w':12,'x':12,'y':40},{'x':0,'y':48,'h':1,'w':24},{'defaults':{'custom':{'$':32},'unit':'percentunit" +
  "','min':0,'thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':49},{'lineWidth':1,'fillOpacity':80,'" +
  "showPoints':'never','drawStyle':'bars','stacking':{'mode':'normal'}},{'defaults':{'custom':{'$':53},'min':0,'u" +
  "nit':'ops','thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':12,'y':49},{'lineWidth':1,'fillOpacity':0," +
  "'showPoints':'never','thresholdsStyle':{'mode':'dashed'}},{'defaults':{'custom':{'$':56},'unit':'short','min':" +
  "0,'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':1,'color':'red'}]}},'overrides':[]},{'h':8,'w':12" +
  ",'x':0,'y':57},[{'$':15},{'$':46},{'expr':'','refId':'C','datasource':{'$':1},'range':true,'instant':false}],{" +
  "'h':8,'w':12,'x':12,'y':57},{'defaults':{'custom':{'$':32},'unit':'bytes','thresholds':{'$':12}},'overrides':[" +
  "]},{'x':0,'y':57,'h':1,'w':24},{'h':8,'w':12,'x':0,'y':58},{'h':8,'w':12,'x':12,'y':58},{'defaults':{'custom':" +
  "{'$':32},'unit':'percentunit','min':0,'max':1,'thresholds':{'$':12}},'overrides':[]},{'h':8,'w':12,'x':0,'y':6" +
  "6},{'defaults':{'custom':{'$':32},'unit':'none','thresholds':{'$':12}},'overrides':[]},{'value':null,'color':'" +
  "red'},[{'type':'value','options':{'0':{'text':'offline','index':0},'1':{'text':'online','index':1},'0.5':{'tex" +
  "t':'degraded','index':2}}}],{'mode':'absolute','steps':[{'$':68},{'value':1,'color':'green'}]}],'value':{'infe" +
  "rence':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':42,'tem" +
  "plating':{'$':5},'annotations':{},'title':'Inferometer / Inference','uid':'inferometer-inference','description" +
  "':'How long inferences take, how many there are, how many fail, and what they cost.','tags':['inferometer'],'t" +
  "ime':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirec" +
  "tion':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Inferences','description':'That end, per second.'" +
  ",'datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transparent':false,'repeat" +
  "Direction':'h','options':{'$':11},'fieldConfig':{'$':17},'title':'p95','description':'One of twenty inferences" +
  " takes longer.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':20},'id':3},{'type':'stat','transparent" +
  "':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Failed','description':'Share " +
  "of the inferences that nobody gave up.','datasource':{'$':1},'gridPos':{'$':24},'targets':{'$':16},'id':4},{'t" +
  "ype':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'$':25},'title':'Runni" +
  "ng','description':'Inferences that run now.','datasource':{'$':1},'gridPos':{'$':26},'targets':{'$':16},'id':5" +
  "},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'Latency','gridPos':{'$':27}},{'type':'heatmap','" +
  "transparent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig':{'$':29},'title':'Latency','descript" +
  "ion':'Each column is a distribution: two bands are two kinds of inferences.','datasource':{'$':1},'gridPos':{'" +
  "$':30},'targets':{'$':20},'id':7},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$" +
  "':31},'fieldConfig':{'$':33},'title':'Latency percentiles','description':'Of all models that are chosen, toget" +
  "her.','datasource':{'$':1},'gridPos':{'$':34},'targets':{'$':36},'id':8},{'type':'timeseries','transparent':fa" +
  "lse,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 by model','description':'Whic" +
  "h model has become slow, and since when.','datasource':{'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{" +
  "'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title" +
  "':'p95 by batch size','description':'Larger batches take longer, and less time for each item.','datasource':{'" +
  "$':1},'gridPos':{'$':38},'targets':{'$':20},'id':10},{'type':'timeseries','transparent':false,'repeatDirection" +
  "':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 of batch inferences and embeddings','description'" +
  ":'Operations of these types have histograms of their own.','datasource':{'$':1},'gridPos':{'$':39},'targets':{" +
  "'$':40},'id':11},{'type':'row','collapsed':false,'id':12,'panels':[],'title':'Load','gridPos':{'$':41}},{'type" +
  "':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'In" +
  "ferences by model','description':'That end, per second, whatever their outcome.','datasource':{'$':1},'gridPos" +
  "':{'$':43},'targets':{'$':16},'id':13},{'type':'timeseries','transparent':false,'repeatDirection':'h','options" +
  "':{'$':31},'fieldConfig':{'$':44},'title':'Running and waiting','description':'Waiting that grows means that m" +
  "ore comes in than can be done.','datasource':{'$':1},'gridPos':{'$':45},'targets':{'$':47},'id':14},{'type':'t" +
  "imeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Items " +
  "per second','description':'Of wall time in which inferences ran, of all together.','datasource':{'$':1},'gridP" +
  "os':{'$':48},'targets':{'$':16},'id':15},{'type':'timeseries','transparent':false,'repeatDirection':'h','optio" +
  "ns':{'$':31},'fieldConfig':{'$':33},'title':'Time in the queue','description':'The 95th percentile of how long" +
  " inferences wait before they run.','datasource':{'$':1},'gridPos':{'$':49},'targets':{'$':20},'id':16},{'type'" +
  ":'row','collapsed':false,'id':17,'panels':[],'title':'Failures and objectives','gridPos':{'$':50}},{'type':'ti" +
  "meseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed " +
  "share by model','description':'Of the inferences that nobody gave up.','datasource':{'$':1},'gridPos':{'$':52}" +
  ",'targets':{'$':16},'id':18},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}" +
  ",'fieldConfig':{'$':54},'title':'Failures by error','description':'Operations per second that failed, by model" +
  " and class of the error; by outcome where the conventions have these classes under the name of another metric." +
  "','datasource':{'$':1},'gridPos':{'$':55},'targets':{'$':16},'id':19},{'type':'timeseries','transparent':false" +
  ",'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':57},'title':'Burn rate of availability','descript" +
  "ion':'How many times faster than the objective allows its budget is spent: 1 lasts for the month, 14.4 for two" +
  " days.','datasource':{'$':1},'gridPos':{'$':58},'targets':{'$':59},'id':20},{'type':'timeseries','transparent'" +
  ":false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':57},'title':'Burn rate of latency','descrip" +
  "tion':'As for availability, of inferences that take longer than the objective says.','datasource':{'$':1},'gri" +
  "dPos':{'$':60},'targets':{'$':59},'id':21},{'type':'timeseries','transparent':false,'repeatDirection':'h','opt" +
  "ions':{'$':31},'fieldConfig':{'$':42},'title':'Retries and rate limits','description':'Attempts per second tha" +
  "t failed and were made again, and answers of 429.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':65}," +
  "'targets':{'$':47},'id':22},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}," +
  "'fieldConfig':{'$':44},'title':'Spending','description':'What tokens cost in an hour, in the currency of the p" +
  "rices that were handed in.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':65},'targets':{'$':16},'id" +
  "':23},{'type':'row','collapsed':false,'id':24,'panels':[],'title':'Models','gridPos':{'x':0,'y':73,'h':1,'w':2" +
  "4}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'" +
  "title':'Time to load a model','description':'The 95th percentile, by model.','datasource':{'$':1},'gridPos':{'" +
  "h':8,'w':12,'x':0,'y':74},'targets':{'$':20},'id':25},{'type':'timeseries','transparent':false,'repeatDirectio" +
  "n':'h','options':{'$':31},'fieldConfig':{'$':61},'title':'Size of models','description':'As the process has lo" +
  "aded them.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':74},'targets':{'$':16},'id':26}]},'streams" +
  "':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':42,'templati" +
  "ng':{'$':5},'annotations':{},'title':'Inferometer / Streams','uid':'inferometer-streams','description':'When s" +
  "treams of output begin, how fast they go on, and how they end.','tags':['inferometer'],'time':{'$':6},'refresh" +
  "':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirection':'h','options':{" +
  "'$':11},'fieldConfig':{'$':25},'title':'Active streams','description':'That are being read now.','datasource':" +
  "{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transparent':false,'repeatDirection':'h'" +
  ",'options':{'$':11},'fieldConfig':{'$':17},'title':'p95 to the first token','description':'One of twenty strea" +
  "ms begins later.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':20},'id':3},{'type':'stat','transpare" +
  "nt':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Tokens','description':'Outp" +
  "ut tokens per second, of the streams that have ended.','datasource':{'$':1},'gridPos':{'$':24},'targets':{'$':" +
  "16},'id':4},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23}" +
  ",'title':'Failed','description':'Share of the streams that their readers did not leave.','datasource':{'$':1}," +
  "'gridPos':{'$':26},'targets':{'$':16},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'How " +
  "they begin','gridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','options':{'$':28}" +
  ",'fieldConfig':{'$':29},'title':'Time to the first token','description':'Each column is a distribution: a seco" +
  "nd band is a cold cache, or a queue.','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'id':7},{'typ" +
  "e':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'P" +
  "ercentiles of the time to the first token','description':'Of all models that are chosen, together.','datasourc" +
  "e':{'$':1},'gridPos':{'$':34},'targets':{'$':36},'id':8},{'type':'timeseries','transparent':false,'repeatDirec" +
  "tion':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'p95 to the first token by model','description':'W" +
  "hich model begins late, and since when.','datasource':{'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{'" +
  "type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title'" +
  ":'First chunk, first token, first content','description':'Medians: much between chunk and content is reasoning" +
  ".','datasource':{'$':1},'gridPos':{'$':38},'targets':{'$':36},'id':10},{'type':'timeseries','transparent':fals" +
  "e,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'Active streams by model','descripti" +
  "on':'That are being read now.','datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11},{'type':'ro" +
  "w','collapsed':false,'id':12,'panels':[],'title':'How they go on','gridPos':{'$':41}},{'type':'heatmap','trans" +
  "parent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig':{'$':29},'title':'Time between tokens','d" +
  "escription':'Each column is a distribution. Tokens that come in clumps make two bands.','datasource':{'$':1},'" +
  "gridPos':{'h':9,'w':24,'x':0,'y':32},'targets':{'$':20},'id':13},{'type':'timeseries','transparent':false,'rep" +
  "eatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time between tokens by model','descriptio" +
  "n':'The 95th percentile.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':41},'targets':{'$':20},'id':1" +
  "4},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'t" +
  "itle':'Tokens per second of a stream','description':'The median: how fast one reader gets an answer.','datasou" +
  "rce':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':41},'targets':{'$':16},'id':15},{'type':'timeseries','transpar" +
  "ent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Longest stall of a stream'" +
  ",'description':'The 95th percentile of the longest time between two tokens of one stream.','datasource':{'$':1" +
  "},'gridPos':{'$':52},'targets':{'$':20},'id':16},{'type':'timeseries','transparent':false,'repeatDirection':'h" +
  "','options':{'$':31},'fieldConfig':{'$':33},'title':'Pauses of readers','description':'The 95th percentile of " +
  "how long a stream waited for its reader: not the model is slow then.','datasource':{'$':1},'gridPos':{'$':55}," +
  "'targets':{'$':20},'id':17},{'type':'row','collapsed':false,'id':18,'panels':[],'title':'How they end','gridPo" +
  "s':{'$':62}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{" +
  "'$':54},'title':'Streams by ending','description':'Per second. Readers who leave are no failure.','datasource'" +
  ":{'$':1},'gridPos':{'$':63},'targets':{'$':16},'id':19},{'type':'timeseries','transparent':false,'repeatDirect" +
  "ion':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed share by model','description':'Of the strea" +
  "ms that their readers did not leave.','datasource':{'$':1},'gridPos':{'$':64},'targets':{'$':16},'id':20},{'ty" +
  "pe':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':65},'title':'" +
  "Goodput','description':'Share of the streams that met every bound of an objective.','datasource':{'$':1},'grid" +
  "Pos':{'$':66},'targets':{'$':16},'id':21},{'type':'timeseries','transparent':false,'repeatDirection':'h','opti" +
  "ons':{'$':31},'fieldConfig':{'$':42},'title':'Output tokens by model','description':'Per second, of the stream" +
  "s that have ended.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':66},'targets':{'$':16},'id':22}]}," +
  "'training':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':42," +
  "'templating':{'$':5},'annotations':{},'title':'Inferometer / Training','uid':'inferometer-training','descripti" +
  "on':'What is learnt and how fast, what is still known, workers, datasets and drift.','tags':['inferometer'],'t" +
  "ime':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'type':'row','collapsed':false,'id':1,'panels':[],'tit" +
  "le':'Learning','gridPos':{'$':8}},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$" +
  "':31},'fieldConfig':{'$':67},'title':'Training loss','description':'The last one of each model. Curves of runs" +
  " beside one another are on the dashboard of the library.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'" +
  "y':1},'targets':{'$':16},'id':2},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$'" +
  ":31},'fieldConfig':{'$':67},'title':'Other statistics','description':'Accuracy, validation loss, learning rate" +
  ", gradient norm: whatever is recorded.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':1},'targets':{" +
  "'$':16},'id':3},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig" +
  "':{'$':42},'title':'Samples per second','description':'Of the last epoch.','datasource':{'$':1},'gridPos':{'h'" +
  ":8,'w':12,'x':0,'y':9},'targets':{'$':16},'id':4},{'type':'timeseries','transparent':false,'repeatDirection':'" +
  "h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time of an epoch','description':'The 95th percentile, by" +
  " model.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':9},'targets':{'$':20},'id':5},{'type':'timese" +
  "ries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time of a s" +
  "tep','description':'The 95th percentile of optimizer steps and gradient updates.','datasource':{'$':1},'gridPo" +
  "s':{'h':8,'w':12,'x':0,'y':17},'targets':{'$':40},'id':6},{'type':'timeseries','transparent':false,'repeatDire" +
  "ction':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':56},'unit':'percentunit','min':0,'max':" +
  "1,'thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.9,'color':'red'}]}},'overrides':[]},'title':'Me" +
  "mory of devices','description':'Share that is in use.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y'" +
  ":17},'targets':{'$':16},'id':7},{'type':'row','collapsed':false,'id':8,'panels':[],'title':'Continual learning" +
  "','gridPos':{'x':0,'y':25,'h':1,'w':24}},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'" +
  "$':21},'fieldConfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'percentunit','thresholds':{'mode':'abs" +
  "olute','steps':[{'$':68},{'value':0.8,'color':'green'}]}},'overrides':[]},'title':'Mean retention','descriptio" +
  "n':'How well all tasks that were learnt are still done.','datasource':{'$':1},'gridPos':{'h':4,'w':6,'x':0,'y'" +
  ":26},'targets':{'$':16},'id':9},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'f" +
  "ieldConfig':{'$':25},'title':'Tasks learnt','description':'Since the process began.','datasource':{'$':1},'gri" +
  "dPos':{'h':4,'w':6,'x':6,'y':26},'targets':{'$':16},'id':10},{'type':'stat','transparent':false,'repeatDirecti" +
  "on':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':'thresholds'},'unit':'none','thresholds'" +
  ":{'mode':'absolute','steps':[{'$':22},{'value':2,'color':'red'}]}},'overrides':[]},'title':'Loss of the task'," +
  "'description':'Of the learner, last.','datasource':{'$':1},'gridPos':{'h':4,'w':6,'x':12,'y':26},'targets':{'$" +
  "':16},'id':11},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'def" +
  "aults':{'color':{'mode':'thresholds'},'unit':'none','thresholds':{'$':12}},'overrides':[]},'title':'Accuracy o" +
  "f the task','description':'Of the learner, last.','datasource':{'$':1},'gridPos':{'h':4,'w':6,'x':18,'y':26},'" +
  "targets':{'$':16},'id':12},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'" +
  "fieldConfig':{'$':51},'title':'Retention by task','description':'A line that falls is a task that is forgotten" +
  ".','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':30},'targets':{'$':16},'id':13},{'type':'timeseries'" +
  ",'transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':51},'title':'Forgotten by tas" +
  "k','description':'What was lost of the highest score.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y'" +
  ":30},'targets':{'$':16},'id':14},{'type':'row','collapsed':false,'id':15,'panels':[],'title':'Workers and data" +
  "','gridPos':{'x':0,'y':38,'h':1,'w':24}},{'type':'timeseries','transparent':false,'repeatDirection':'h','optio" +
  "ns':{'$':31},'fieldConfig':{'$':65},'title':'Utilization of workers','description':'Share of time in which eac" +
  "h is busy, as it said last.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':39},'targets':{'$':16},'id" +
  "':16},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33}" +
  ",'title':'Time of tasks by worker','description':'The 95th percentile: one line above the others is a straggle" +
  "r.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':39},'targets':{'$':20},'id':17},{'type':'timeserie" +
  "s','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Time of coordi" +
  "nation','description':'The 95th percentile, by type of operation.','datasource':{'$':1},'gridPos':{'h':8,'w':1" +
  "2,'x':0,'y':47},'targets':{'$':20},'id':18},{'type':'timeseries','transparent':false,'repeatDirection':'h','op" +
  "tions':{'$':31},'fieldConfig':{'$':33},'title':'Time to load and preprocess datasets','description':'The 95th " +
  "percentile, by dataset.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':47},'targets':{'$':40},'id':1" +
  "9},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':65},'t" +
  "itle':'Cache hits','description':'Share of the reads of datasets that a cache served.','datasource':{'$':1},'g" +
  "ridPos':{'h':8,'w':12,'x':0,'y':55},'targets':{'$':16},'id':20},{'type':'row','collapsed':false,'id':21,'panel" +
  "s':[],'title':'Drift','gridPos':{'x':0,'y':63,'h':1,'w':24}},{'type':'timeseries','transparent':false,'repeatD" +
  "irection':'h','options':{'$':31},'fieldConfig':{'$':67},'title':'Drift score and threshold','description':'Abo" +
  "ve its threshold, the last comparison calls it drift.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':" +
  "64},'targets':{'$':47},'id':22},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':" +
  "31},'fieldConfig':{'$':67},'title':'Drift by feature','description':'Which feature is no longer what it was.'," +
  "'datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':12,'y':64},'targets':{'$':16},'id':23},{'type':'timeseries','" +
  "transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':54},'title':'Comparisons','desc" +
  "ription':'Per second, by what they found.','datasource':{'$':1},'gridPos':{'h':8,'w':12,'x':0,'y':72},'targets" +
  "':{'$':16},'id':24}]},'storage':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':" +
  "0,'schemaVersion':42,'templating':{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'backend','skipUrlSy" +
  "nc':false,'multi':true,'allowCustomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto_count':30" +
  ",'label':'Backend','datasource':{'$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{'$':3}}]},'" +
  "annotations':{},'title':'Inferometer / Storage','uid':'inferometer-storage','description':'Operations of the w" +
  "rite-ahead log on its backends, its queue, and the store that keeps the telemetry itself.','tags':['inferomete" +
  "r'],'time':{'$':6},'refresh':'30s','links':{'$':7},'panels':[{'$':9},{'type':'stat','transparent':false,'repea" +
  "tDirection':'h','options':{'$':11},'fieldConfig':{'$':13},'title':'Operations','description':'That end, per se" +
  "cond.','datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2},{'type':'stat','transparent':false,'" +
  "repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Failed','description':'Share of those " +
  "that nobody gave up.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':16},'id':3},{'type':'stat','trans" +
  "parent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':'thresholds'" +
  "},'unit':'short','thresholds':{'mode':'absolute','steps':[{'$':22},{'value':1000,'color':'red'}]}},'overrides'" +
  ":[]},'title':'Queue','description':'Operations that wait.','datasource':{'$':1},'gridPos':{'$':24},'targets':{" +
  "'$':16},'id':4},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'de" +
  "faults':{'color':{'mode':'thresholds'},'unit':'none','mappings':{'$':69},'thresholds':{'$':70}},'overrides':[]" +
  "},'title':'Worst backend','description':'1 is online, 0.5 degraded, 0 offline.','datasource':{'$':1},'gridPos'" +
  ":{'$':26},'targets':{'$':16},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'Operations','" +
  "gridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig" +
  "':{'$':29},'title':'Latency','description':'Each column is a distribution: a second band is often one backend." +
  "','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'id':7},{'type':'timeseries','transparent':false," +
  "'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Latency percentiles','description':'O" +
  "f the backends that are chosen, together.','datasource':{'$':1},'gridPos':{'$':34},'targets':{'$':36},'id':8}," +
  "{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'titl" +
  "e':'p95 by operation and backend','description':'Which operation has become slow, and where.','datasource':{'$" +
  "':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{'type':'timeseries','transparent':false,'repeatDirection':" +
  "'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Response time of backends','description':'The 95th perc" +
  "entile of the work of the backend alone: the rest of an operation is waiting.','datasource':{'$':1},'gridPos':" +
  "{'$':38},'targets':{'$':20},'id':10},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':" +
  "{'$':31},'fieldConfig':{'$':42},'title':'Operations by type and backend','description':'That end, per second.'" +
  ",'datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11},{'type':'row','collapsed':false,'id':12,'" +
  "panels':[],'title':'Failures','gridPos':{'$':41}},{'type':'timeseries','transparent':false,'repeatDirection':'" +
  "h','options':{'$':31},'fieldConfig':{'$':51},'title':'Failed share','description':'By operation and backend.'," +
  "'datasource':{'$':1},'gridPos':{'$':43},'targets':{'$':16},'id':13},{'type':'timeseries','transparent':false,'" +
  "repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':54},'title':'Outcomes','description':'Operations th" +
  "at end, per second, by outcome and backend.','datasource':{'$':1},'gridPos':{'$':45},'targets':{'$':16},'id':1" +
  "4},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'t" +
  "itle':'Retries','description':'Per second, by operation and backend.','datasource':{'$':1},'gridPos':{'$':48}," +
  "'targets':{'$':16},'id':15},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}," +
  "'fieldConfig':{'defaults':{'custom':{'$':32},'unit':'none','min':0,'max':1,'mappings':{'$':69},'thresholds':{'" +
  "$':12}},'overrides':[]},'title':'Health of backends','description':'1 is online, 0.5 degraded, 0 offline.','da" +
  "tasource':{'$':1},'gridPos':{'$':49},'targets':{'$':16},'id':16},{'type':'row','collapsed':false,'id':17,'pane" +
  "ls':[],'title':'Queue','gridPos':{'$':50}},{'type':'timeseries','transparent':false,'repeatDirection':'h','opt" +
  "ions':{'$':31},'fieldConfig':{'$':44},'title':'Queue by status','description':'A queue that grows gets more th" +
  "an is done.','datasource':{'$':1},'gridPos':{'$':52},'targets':{'$':16},'id':18},{'type':'timeseries','transpa" +
  "rent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'In flight by status','des" +
  "cription':'Operations that have not ended.','datasource':{'$':1},'gridPos':{'$':55},'targets':{'$':16},'id':19" +
  "},{'type':'row','collapsed':false,'id':20,'panels':[],'title':'Store of the telemetry','gridPos':{'$':62}},{'t" +
  "ype':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':61},'title':" +
  "'Size of the store','description':'Of its files, and what waits in memory.','datasource':{'$':1},'gridPos':{'$" +
  "':63},'targets':{'$':47},'id':21},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$" +
  "':31},'fieldConfig':{'$':33},'title':'Time to keep an interval','description':'The mean: this histogram has no" +
  " classic buckets.','datasource':{'$':1},'gridPos':{'$':64},'targets':{'$':20},'id':22},{'type':'timeseries','t" +
  "ransparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Intervals kept','de" +
  "scription':'Per second.','datasource':{'$':1},'gridPos':{'$':66},'targets':{'$':16},'id':23}]},'infrastructure" +
  "':{'timezone':'browser','editable':true,'graphTooltip':1,'fiscalYearStartMonth':0,'schemaVersion':42,'templati" +
  "ng':{'list':[{'$':0},{'$':2},{'$':4},{'type':'query','name':'route','skipUrlSync':false,'multi':true,'allowCus" +
  "tomValue':true,'includeAll':true,'auto':false,'auto_min':'10s','auto_count':30,'label':'Route','datasource':{'" +
  "$':1},'query':'','refresh':2,'sort':1,'allValue':'.*','current':{'$':3}}]},'annotations':{},'title':'Inferomet" +
  "er / Infrastructure','uid':'inferometer-infrastructure','description':'Processes, their memory and event loops" +
  ", HTTP servers, and the telemetry itself.','tags':['inferometer'],'time':{'$':6},'refresh':'30s','links':{'$':" +
  "7},'panels':[{'$':9},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig'" +
  ":{'defaults':{'color':{'mode':'thresholds'},'unit':'short','thresholds':{'$':70}},'overrides':[]},'title':'Pro" +
  "cesses','description':'That can be scraped.','datasource':{'$':1},'gridPos':{'$':14},'targets':{'$':16},'id':2" +
  "},{'type':'stat','transparent':false,'repeatDirection':'h','options':{'$':11},'fieldConfig':{'defaults':{'colo" +
  "r':{'mode':'thresholds'},'unit':'reqps','thresholds':{'$':12}},'overrides':[]},'title':'Requests','description" +
  "':'Per second.','datasource':{'$':1},'gridPos':{'$':18},'targets':{'$':16},'id':3},{'type':'stat','transparent" +
  "':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'$':23},'title':'Answered with 5xx','descripti" +
  "on':'Share of the requests.','datasource':{'$':1},'gridPos':{'$':24},'targets':{'$':16},'id':4},{'type':'stat'" +
  ",'transparent':false,'repeatDirection':'h','options':{'$':21},'fieldConfig':{'defaults':{'color':{'mode':'thre" +
  "sholds'},'unit':'s','thresholds':{'mode':'absolute','steps':[{'$':22},{'value':0.2,'color':'red'}]}},'override" +
  "s':[]},'title':'Event loop, p99','description':'Delay of the worst process.','datasource':{'$':1},'gridPos':{'" +
  "$':26},'targets':{'$':20},'id':5},{'type':'row','collapsed':false,'id':6,'panels':[],'title':'HTTP servers','g" +
  "ridPos':{'$':27}},{'type':'heatmap','transparent':false,'repeatDirection':'h','options':{'$':28},'fieldConfig'" +
  ":{'$':29},'title':'Time of requests','description':'Each column is a distribution, to the last byte of respons" +
  "es.','datasource':{'$':1},'gridPos':{'$':30},'targets':{'$':20},'id':7},{'type':'timeseries','transparent':fal" +
  "se,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':33},'title':'Percentiles of the time of request" +
  "s','description':'Of the routes that are chosen, together.','datasource':{'$':1},'gridPos':{'$':34},'targets':" +
  "{'$':36},'id':8},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfi" +
  "g':{'$':33},'title':'p95 by route','description':'Which route has become slow, and since when.','datasource':{" +
  "'$':1},'gridPos':{'$':37},'targets':{'$':20},'id':9},{'type':'timeseries','transparent':false,'repeatDirection" +
  "':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':53},'min':0,'unit':'reqps','thresholds':{'$'" +
  ":12}},'overrides':[]},'title':'Responses by status','description':'Per second.','datasource':{'$':1},'gridPos'" +
  ":{'$':38},'targets':{'$':16},'id':10},{'type':'timeseries','transparent':false,'repeatDirection':'h','options'" +
  ":{'$':31},'fieldConfig':{'$':44},'title':'Active requests','description':'That are being answered now, by meth" +
  "od.','datasource':{'$':1},'gridPos':{'$':39},'targets':{'$':16},'id':11},{'type':'row','collapsed':false,'id':" +
  "12,'panels':[],'title':'Processes','gridPos':{'$':41}},{'type':'timeseries','transparent':false,'repeatDirecti" +
  "on':'h','options':{'$':31},'fieldConfig':{'$':44},'title':'Processors','description':'In use by each process: " +
  "1 is one of them, all the time.','datasource':{'$':1},'gridPos':{'$':43},'targets':{'$':16},'id':13},{'type':'" +
  "timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':61},'title':'Memor" +
  "y','description':'Of each process in RAM, and of its JavaScript heap.','datasource':{'$':1},'gridPos':{'$':45}" +
  ",'targets':{'$':47},'id':14},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31}" +
  ",'fieldConfig':{'$':33},'title':'Delay of the event loop','description':'Median and 99th percentile of each pr" +
  "ocess.','datasource':{'$':1},'gridPos':{'$':48},'targets':{'$':40},'id':15},{'type':'timeseries','transparent'" +
  ":false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'defaults':{'custom':{'$':32},'unit':'percentun" +
  "it','thresholds':{'$':12}},'overrides':[]},'title':'Garbage collection','description':'Share of the time of ea" +
  "ch process, by kind.','datasource':{'$':1},'gridPos':{'$':49},'targets':{'$':16},'id':16},{'type':'row','colla" +
  "psed':false,'id':17,'panels':[],'title':'The telemetry itself','gridPos':{'$':50}},{'type':'timeseries','trans" +
  "parent':false,'repeatDirection':'h','options':{'$':31},'fieldConfig':{'$':42},'title':'Operations of all kinds" +
  "','description':'That end, per second, by type and outcome.','datasource':{'$':1},'gridPos':{'$':52},'targets'" +
  ":{'$':16},'id':18},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldCon" +
  "fig':{'defaults':{'custom':{'$':32},'unit':'reqps','thresholds':{'$':12}},'overrides':[]},'title':'Questions t" +
  "o its server','description':'Per second, by what they asked for.','datasource':{'$':1},'gridPos':{'$':55},'tar" +
  "gets':{'$':16},'id':19},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fie" +
  "ldConfig':{'$':44},'title':'Refused and overflowing','description':'Recordings that made no sense, and those t" +
  "hat found their metric full. Best if there is nothing here.','datasource':{'$':1},'gridPos':{'$':58},'targets'" +
  ":{'$':47},'id':20},{'type':'timeseries','transparent':false,'repeatDirection':'h','options':{'$':31},'fieldCon" +
  "fig':{'$':33},'title':'Time since the processes began','description':'A line that falls to nothing is a restar" +
  "t.','datasource':{'$':1},'gridPos':{'$':60},'targets':{'$':20},'id':21}]}}}";
